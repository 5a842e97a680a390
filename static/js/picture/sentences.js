/** The same scene in sentences. Pure; whatever the picture shows is here too, by its id. */
import { list, t, tn } from "../i18n.js";
import { groupName } from "./groups.js";
import { WORDS, addressOf, doors, endpoints, isShut, isSignpost, lanes, podPorts, stateOf, toldLabels } from "./scene.js";
import { share } from "./wires.js";

/**
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {Record<string, SceneNode>} Nodes
 * @typedef {Record<string, import("./scene.js").SceneEdge>} Edges
 * @typedef {{ids: string[], text: string}} Sentence  what it is about, and what it says
 */

/** @param {{port: number, name?: string}} port */
const portName = ({ port, name }) => (name ? `${port} (${name})` : String(port));

/** @param {SceneNode} node */
const stateAt = (node) => (node.address ? t("{state} at {address}", { state: WORDS[stateOf(node)], address: node.address }) : WORDS[stateOf(node)]);

/** @param {SceneNode} pod @returns {Sentence} */
const podSentence = (pod) => ({ ids: [pod.id], text: pod.kind === "group" ? groupWords(pod) : podWords(pod) });

/** @param {SceneNode} group */
function groupWords(group) {
  const told = toldLabels(group.labels);
  const facts = [WORDS[stateOf(group)], told ? t("labels {labels}", { labels: told }) : ""].filter(Boolean).join(", ");
  return group.owner
    ? tn(group.count, "{n} pod of {owner}: {facts}.", "{n} pods of {owner}: {facts}.", { owner: group.owner, facts })
    : tn(group.count, "{n} pod: {facts}.", "{n} pods: {facts}.", { facts });
}

/** @param {SceneNode} pod */
function podWords(pod) {
  const open = podPorts(pod).map((port) => (port.listens ? portName(port) : t("{port} declared, but nothing listens there", { port: portName(port) })));
  const told = toldLabels(pod.labels);
  const facts = [
    stateAt(pod), open.length ? tn(open.length, "port {ports}", "ports {ports}", { ports: list(open) }) : "", told ? t("labels {labels}", { labels: told }) : "",
  ];
  return t("Pod {name} is {facts}.", { name: pod.label, facts: facts.filter(Boolean).join(", ") });
}

/** @param {import("./scene.js").Unit} unit @param {import("./scene.js").SceneEdge[]} edges @param {Nodes} nodes */
function serviceWords({ service, slices }, edges, nodes) {
  const { label, namespace, type } = service;
  const name = namespace === "default" ? t("Service {name}", { name: label }) : t("Service {name} in namespace {namespace}", { name: label, namespace });
  if (isSignpost(service)) return [t("{service} is of type ExternalName: a DNS alias of {name}.", { service: name, name: service.external_name })];
  const first = service.headless
    ? t("{service} is headless: it has no address of its own, DNS answers with the pods' addresses.", { service: name })
    : t("{service} is of type {type} at {address}.", { service: name, type, address: service.cluster_ip });
  const selected = edges.filter((edge) => edge.kind === "selects" && edge.source === service.id).map((edge) => nodes[edge.target]);
  const routed = edges.filter((edge) => edge.kind === "routes" && edge.source === service.id);
  const each = /** @type {any[]} */ (service.ports).map((port) => {
    const to = routed.filter((edge) => edge.port === port.port && edge.protocol === port.protocol);
    const where = to.map((edge) => {
      const facts = [share(edge.weight) < 1 ? edge.weight : "", isShut(nodes[edge.target], edge) ? t("nothing listens on {port}", { port: edge.target_port }) : ""].filter(Boolean);
      return `${targetName(nodes[edge.target], edge.target)}${facts.length ? ` (${facts.join(", ")})` : ""}`;
    });
    const params = { port: portName(port), target: port.target_port, pods: where.length ? list(where) : t("nobody") };
    const goes = service.headless ? t("Port {port} goes to {pods}.", params) : t("Port {port}, targetPort {target}, goes to {pods}.", params);
    return port.node_port ? `${goes} ${t("Every node takes it at port {port} too.", { port: port.node_port })}` : goes;
  });
  const all = slices.flatMap(endpoints);
  const ready = all.filter((endpoint) => endpoint.state === "ready").length;
  const selector = toldLabels(service.selector);
  return [
    first,
    ...(selected.length ? [tn(selected.reduce((sum, pod) => sum + (pod?.count ?? 1), 0), "Its selector {selector} matches {n} pod: {pods}.", "Its selector {selector} matches {n} pods: {pods}.", { selector, pods: list(selected.map((pod) => targetName(pod))) })]
      : Object.keys(service.selector).length ? [t("Its selector {selector} matches no pod.", { selector })] : []),
    ...each,
    ...(slices.length ? [all.length ? tn(all.length, "Its EndpointSlice holds {n} endpoint, {ready} ready.", "Its EndpointSlice holds {n} endpoints, {ready} ready.", { ready }) : t("Its EndpointSlice holds no endpoints.")] : []),
  ];
}

/**
 * @param {Nodes} nodes
 * @param {Edges} edges
 * @returns {{title: string, sentences: Sentence[]}[]}
 */
export function sentences(nodes, edges) {
  const groups = lanes(nodes, edges);
  const blocks = [
    { title: t("Outside"), sentences: groups.outside.map((each) => ({ ids: [each.id], text: outsideWords(each) })) },
    ...groups.rooms.map(({ room, proxy, pods }) => ({
      title: t("Node {name}", { name: room.label }),
      sentences: [
        { ids: proxy ? [room.id, proxy.id] : [room.id], text: roomWords(room, proxy) },
        ...pods.map(podSentence),
      ],
    })),
    { title: t("Not on a node"), sentences: groups.waiting.map(podSentence) },
    { title: "Ingress", sentences: groups.ingresses.map((each) => ({ ids: [each.id], text: each.rules.length ? t("Ingress {name} sends {rules}.", { name: each.label, rules: list(each.rules.map(ruleWords)) }) : t("Ingress {name} sends requests on.", { name: each.label }) })) },
    ...groups.units.map((unit) => {
      const [first, ...rest] = serviceWords(unit, groups.edges, nodes);
      return { title: t("Service {name}", { name: unit.service.label }), sentences: [{ ids: unitIds(unit), text: first }, ...rest.map((text) => ({ ids: [], text }))] };
    }),
    { title: "DNS", sentences: groups.dns ? [{ ids: [groups.dns.id], text: t("The cluster's DNS server answers at {address}.", { address: groups.dns.address ?? "" }) }] : [] },
  ];
  return blocks.filter((block) => block.sentences.length);
}

/** A Service, its slices and its name. @param {import("./scene.js").Unit} unit */
export const unitIds = ({ service, slices, records }) => [service, ...slices, ...records].map(({ id }) => id);

/** @param {SceneNode|undefined} node */
const targetName = (node, id = "") => (node?.kind === "group" ? t("{n} of {name}", { n: node.count, name: groupName(node) }) : (node?.label ?? id));

/** @param {SceneNode} room @param {SceneNode|null} proxy */
function roomWords(room, proxy) {
  const open = proxy ? doors(proxy) : [];
  return [
    t("Node {name} is {facts}.", { name: room.label, facts: room.unschedulable ? `${stateAt(room)}, ${t("cordoned")}` : stateAt(room) }),
    open.length ? t("Its kube-proxy takes {ports}.", { ports: list(open.map(doorWords)) }) : "",
  ].filter(Boolean).join(" ");
}

/** @param {{port: number, service: string}} door */
const doorWords = ({ port, service }) => (service ? t("port {port} for {service}", { port, service }) : t("port {port}", { port }));

/** @param {{host: string, path: string, service: string}} rule */
const ruleWords = ({ host, path, service }) => t("{from} to {service}", { from: `${host}${path}`, service });

/** @param {SceneNode} node */
function outsideWords(node) {
  const params = { name: node.label, address: addressOf(node) };
  if (node.kind === "loadbalancer") {
    return params.address ? t("The load balancer of {name} takes requests at {address}.", params) : t("The load balancer of {name} has no address yet: pending.", params);
  }
  if (node.kind === "host") return params.address ? t("The host {name} at {address} is outside the cluster.", params) : t("The host {name} is outside the cluster.", params);
  return params.address ? t("A client at {address} is outside the cluster.", params) : t("A client is outside the cluster.");
}


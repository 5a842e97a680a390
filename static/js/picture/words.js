/** The same scene in words: as sentences and as tables. Pure; what the picture shows is here too. */
import { list, t, tn } from "../i18n.js";
import { kindWord } from "./kinds.js";
import { WORDS, addressOf, doors, endpoints, isShut, isSignpost, lanes, podPorts, stateOf, toldLabels } from "./scene.js";
import { share } from "./wires.js";

/**
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {Record<string, SceneNode>} Nodes
 * @typedef {Record<string, import("./scene.js").SceneEdge>} Edges
 */

/** @param {{port: number, name?: string}} port */
const portName = ({ port, name }) => (name ? `${port} (${name})` : String(port));

/** @param {SceneNode} node */
const stateAt = (node) => (node.address ? t("{state} at {address}", { state: WORDS[stateOf(node)], address: node.address }) : WORDS[stateOf(node)]);

/** @param {SceneNode} pod */
function podSentence(pod) {
  const open = podPorts(pod).map((port) => (port.listens ? portName(port) : t("{port} declared, but nothing listens there", { port: portName(port) })));
  const told = toldLabels(pod.labels);
  const facts = [
    stateAt(pod), open.length ? tn(open.length, "port {ports}", "ports {ports}", { ports: list(open) }) : "", told ? t("labels {labels}", { labels: told }) : "",
  ];
  return t("Pod {name} is {facts}.", { name: pod.label, facts: facts.filter(Boolean).join(", ") });
}

/** @param {import("./scene.js").Unit} unit @param {import("./scene.js").SceneEdge[]} edges @param {Nodes} nodes */
function serviceSentences({ service, slices }, edges, nodes) {
  const { label, namespace, type } = service;
  const name = namespace === "default" ? t("Service {name}", { name: label }) : t("Service {name} in namespace {namespace}", { name: label, namespace });
  if (isSignpost(service)) return [t("{service} is of type ExternalName: a DNS alias of {name}.", { service: name, name: service.external_name })];
  const first = service.headless
    ? t("{service} is headless: it has no address of its own, DNS answers with the pods' addresses.", { service: name })
    : t("{service} is of type {type} at {address}.", { service: name, type, address: service.cluster_ip });
  const selected = edges.filter((edge) => edge.kind === "selects" && edge.source === service.id).map((edge) => nodes[edge.target]?.label ?? edge.target);
  const routed = edges.filter((edge) => edge.kind === "routes" && edge.source === service.id);
  const each = /** @type {any[]} */ (service.ports).map((port) => {
    const to = routed.filter((edge) => edge.port === port.port && edge.protocol === port.protocol);
    const where = to.map((edge) => {
      const facts = [share(edge.weight) < 1 ? edge.weight : "", isShut(nodes[edge.target], edge) ? t("nothing listens on {port}", { port: edge.target_port }) : ""].filter(Boolean);
      return `${nodes[edge.target]?.label ?? edge.target}${facts.length ? ` (${facts.join(", ")})` : ""}`;
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
    ...(selected.length ? [tn(selected.length, "Its selector {selector} matches {n} pod: {pods}.", "Its selector {selector} matches {n} pods: {pods}.", { selector, pods: list(selected) })]
      : Object.keys(service.selector).length ? [t("Its selector {selector} matches no pod.", { selector })] : []),
    ...each,
    ...(slices.length ? [all.length ? tn(all.length, "Its EndpointSlice holds {n} endpoint, {ready} ready.", "Its EndpointSlice holds {n} endpoints, {ready} ready.", { ready }) : t("Its EndpointSlice holds no endpoints.")] : []),
  ];
}

/**
 * @param {Nodes} nodes
 * @param {Edges} edges
 * @returns {{title: string, sentences: string[]}[]}
 */
export function sentences(nodes, edges) {
  const groups = lanes(nodes, edges);
  const blocks = [
    { title: t("Outside"), sentences: groups.outside.map((each) => outsideSentence(each)) },
    ...groups.rooms.map(({ room, proxy, pods }) => ({
      title: t("Node {name}", { name: room.label }),
      sentences: [
        t("Node {name} is {facts}.", { name: room.label, facts: stateAt(room) }),
        ...(proxy && doors(proxy).length ? [t("Its kube-proxy takes {ports}.", { ports: list(doors(proxy).map(doorWords)) })] : []),
        ...(pods.length ? pods.map(podSentence) : [t("It runs no pods.")]),
      ],
    })),
    { title: t("Not on a node"), sentences: groups.waiting.map(podSentence) },
    { title: "Ingress", sentences: groups.ingresses.map((each) => t("Ingress {name} sends {rules}.", { name: each.label, rules: list(each.rules.map(ruleWords)) })) },
    ...groups.units.map((unit) => ({ title: t("Service {name}", { name: unit.service.label }), sentences: serviceSentences(unit, groups.edges, nodes) })),
    { title: "DNS", sentences: groups.dns ? [t("The cluster's DNS server answers at {address}.", { address: groups.dns.address ?? "" })] : [] },
  ];
  return blocks.filter((block) => block.sentences.length);
}

/** @param {{port: number, service: string}} door */
const doorWords = ({ port, service }) => (service ? t("port {port} for {service}", { port, service }) : t("port {port}", { port }));

/** @param {{host: string, path: string, service: string}} rule */
const ruleWords = ({ host, path, service }) => t("{from} to {service}", { from: `${host}${path}`, service });

/** @param {SceneNode} node */
function outsideSentence(node) {
  const params = { name: node.label, address: addressOf(node) };
  if (node.kind === "loadbalancer") {
    return params.address ? t("The load balancer of {name} takes requests at {address}.", params) : t("The load balancer of {name} has no address yet: pending.", params);
  }
  if (node.kind === "host") return params.address ? t("The host {name} at {address} is outside the cluster.", params) : t("The host {name} is outside the cluster.", params);
  return params.address ? t("A client at {address} is outside the cluster.", params) : t("A client is outside the cluster.");
}

/**
 * @param {Nodes} nodes
 * @param {Edges} edges
 * @returns {{title: string, columns: string[], rows: {id: string, cells: string[]}[]}[]}
 */
export function tables(nodes, edges) {
  const groups = lanes(nodes, edges);
  /** @param {SceneNode} node */
  const portList = (node) => podPorts(node).map((port) => `${port.port}${port.name ? ` ${port.name}` : ""}${port.listens ? "" : ` (${t("closed")})`}`).join(", ");
  const pods = [...groups.rooms.flatMap(({ room, pods: inside }) => inside.map((pod) => ({ pod, room: room.label }))), ...groups.waiting.map((pod) => ({ pod, room: "" }))];
  const found = [
    { title: t("Outside"), columns: [t("Name"), t("Kind"), t("Address")], rows: groups.outside.map((each) => ({ id: each.id, cells: [each.label, kindWord(each.kind), addressOf(each)] })) },
    { title: t("Nodes"), columns: [t("Node"), t("State"), t("Address"), t("Node ports")], rows: groups.rooms.map(({ room, proxy }) => ({ id: room.id, cells: [room.label, WORDS[stateOf(room)], room.address ?? "", proxy ? doors(proxy).map((door) => door.port).join(", ") : ""] })) },
    { title: t("Pods"), columns: [t("Pod"), t("State"), t("Address"), t("Node"), t("Ports"), t("Labels")], rows: pods.map(({ pod, room }) => ({ id: pod.id, cells: [pod.label, WORDS[stateOf(pod)], pod.address ?? "", room, portList(pod), labels(pod.labels)] })) },
    { title: t("Services"), columns: [t("Service"), t("Type"), t("Address"), t("Selector"), t("Endpoints")], rows: groups.units.map(({ service, slices }) => ({ id: service.id, cells: [service.label, service.type, service.headless ? "None" : service.external_name || service.cluster_ip, labels(service.selector), slices.flatMap(endpoints).map((each) => `${each.address} ${WORDS[each.state]}`).join(", ")] })) },
    { title: t("Routes"), columns: [t("Service"), t("Port"), t("Pod"), t("Proportion"), t("Pod's port")], rows: groups.edges.filter((edge) => edge.kind === "routes" && edge.source.startsWith("service:")).map((edge) => ({ id: edge.id, cells: [nodes[edge.source]?.label ?? edge.source, String(edge.port ?? ""), nodes[edge.target]?.label ?? edge.target, String(edge.weight ?? "1"), isShut(nodes[edge.target], edge) ? t("{port} closed", { port: edge.target_port }) : String(edge.target_port ?? "")] })) },
  ];
  return found.filter((table) => table.rows.length);
}

/** @param {Record<string, string>|undefined} map */
export const labels = (map) => Object.entries(map ?? {}).map(([key, value]) => `${key}=${value}`).join(",");

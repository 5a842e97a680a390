/** The same scene in words: as sentences and as tables. Pure; what the picture shows is here too. */
import { WORDS, addressOf, doors, endpoints, isShut, isSignpost, lanes, podPorts, stateOf, toldLabels } from "./scene.js";
import { share } from "./wires.js";

/**
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {Record<string, SceneNode>} Nodes
 * @typedef {Record<string, import("./scene.js").SceneEdge>} Edges
 */

/** @param {string[]} names */
export const list = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);

/** @param {number} count @param {string} word */
const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** @param {SceneNode} pod */
function podSentence(pod) {
  const open = podPorts(pod);
  const listens = open.length ? `, port${open.length > 1 ? "s" : ""} ${list(open.map((port) => `${port.port}${port.name ? ` (${port.name})` : ""}${port.listens ? "" : " declared, but nothing listens there"}`))}` : "";
  return `Pod ${pod.label} is ${WORDS[stateOf(pod)]}${pod.address ? ` at ${pod.address}` : ""}${listens}${toldLabels(pod.labels) ? `, labels ${toldLabels(pod.labels)}` : ""}.`;
}

/** @param {import("./scene.js").Unit} unit @param {import("./scene.js").SceneEdge[]} edges @param {Nodes} nodes */
function serviceSentences({ service, slices }, edges, nodes) {
  const name = `Service ${service.label}${service.namespace !== "default" ? ` in namespace ${service.namespace}` : ""}`;
  if (isSignpost(service)) return [`${name} is of type ExternalName: a DNS alias of ${service.external_name}.`];
  const first = service.headless
    ? `${name} is headless: it has no address of its own, DNS answers with the pods' addresses.`
    : `${name} is of type ${service.type} at ${service.cluster_ip}.`;
  const selected = edges.filter((edge) => edge.kind === "selects" && edge.source === service.id).map((edge) => nodes[edge.target]?.label ?? edge.target);
  const routed = edges.filter((edge) => edge.kind === "routes" && edge.source === service.id);
  const each = /** @type {any[]} */ (service.ports).map((port) => {
    const to = routed.filter((edge) => edge.port === port.port && edge.protocol === port.protocol);
    const where = to.map((edge) => {
      const facts = [share(edge.weight) < 1 ? edge.weight : "", isShut(nodes[edge.target], edge) ? `nothing listens on ${edge.target_port}` : ""].filter(Boolean);
      return `${nodes[edge.target]?.label ?? edge.target}${facts.length ? ` (${facts.join(", ")})` : ""}`;
    });
    const door = port.node_port ? ` Every node takes it at port ${port.node_port} too.` : "";
    const target = service.headless ? "" : `, targetPort ${port.target_port},`;
    return `Port ${port.port}${port.name ? ` (${port.name})` : ""}${target} goes to ${where.length ? list(where) : "nobody"}.${door}`;
  });
  const all = slices.flatMap(endpoints);
  const ready = all.filter((endpoint) => endpoint.state === "ready").length;
  return [
    first,
    ...(selected.length ? [`Its selector ${toldLabels(service.selector)} matches ${counted(selected.length, "pod")}: ${list(selected)}.`] : Object.keys(service.selector).length ? [`Its selector ${toldLabels(service.selector)} matches no pod.`] : []),
    ...each,
    ...(slices.length ? [all.length ? `Its EndpointSlice holds ${counted(all.length, "endpoint")}, ${ready} ready.` : "Its EndpointSlice holds no endpoints."] : []),
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
    { title: "Outside", sentences: groups.outside.map((each) => outsideSentence(each)) },
    ...groups.rooms.map(({ room, proxy, pods }) => ({
      title: `Node ${room.label}`,
      sentences: [
        `Node ${room.label} is ${WORDS[stateOf(room)]}${room.address ? ` at ${room.address}` : ""}.`,
        ...(proxy && doors(proxy).length ? [`Its kube-proxy takes ${list(doors(proxy).map((door) => `port ${door.port}${door.service ? ` for ${door.service}` : ""}`))}.`] : []),
        ...(pods.length ? pods.map(podSentence) : ["It runs no pods."]),
      ],
    })),
    { title: "Not on a node", sentences: groups.waiting.map(podSentence) },
    { title: "Ingress", sentences: groups.ingresses.map((each) => `Ingress ${each.label} sends ${list(each.rules.map((/** @type {any} */ rule) => `${rule.host}${rule.path} to ${rule.service}`))}.`) },
    ...groups.units.map((unit) => ({ title: `Service ${unit.service.label}`, sentences: serviceSentences(unit, groups.edges, nodes) })),
    { title: "DNS", sentences: groups.dns ? [`The cluster's DNS server answers${groups.dns.address ? ` at ${groups.dns.address}` : ""}.`] : [] },
  ];
  return blocks.filter((block) => block.sentences.length);
}

/** @param {SceneNode} node */
function outsideSentence(node) {
  const at = addressOf(node) ? ` at ${addressOf(node)}` : "";
  if (node.kind === "loadbalancer") return `The load balancer of ${node.label} ${at ? `takes requests${at}` : "has no address yet: pending"}.`;
  if (node.kind === "host") return `The host ${node.label}${at} is outside the cluster.`;
  return `A client${at} is outside the cluster.`;
}

/**
 * @param {Nodes} nodes
 * @param {Edges} edges
 * @returns {{title: string, columns: string[], rows: {id: string, cells: string[]}[]}[]}
 */
export function tables(nodes, edges) {
  const groups = lanes(nodes, edges);
  /** @param {SceneNode} node */
  const portList = (node) => podPorts(node).map((port) => `${port.port}${port.name ? ` ${port.name}` : ""}${port.listens ? "" : " (closed)"}`).join(", ");
  const pods = [...groups.rooms.flatMap(({ room, pods: inside }) => inside.map((pod) => ({ pod, room: room.label }))), ...groups.waiting.map((pod) => ({ pod, room: "" }))];
  const found = [
    { title: "Outside", columns: ["Name", "Kind", "Address"], rows: groups.outside.map((each) => ({ id: each.id, cells: [each.label, each.kind, addressOf(each)] })) },
    { title: "Nodes", columns: ["Node", "State", "Address", "Node ports"], rows: groups.rooms.map(({ room, proxy }) => ({ id: room.id, cells: [room.label, WORDS[stateOf(room)], room.address ?? "", proxy ? doors(proxy).map((door) => door.port).join(", ") : ""] })) },
    { title: "Pods", columns: ["Pod", "State", "Address", "Node", "Ports", "Labels"], rows: pods.map(({ pod, room }) => ({ id: pod.id, cells: [pod.label, WORDS[stateOf(pod)], pod.address ?? "", room, portList(pod), labels(pod.labels)] })) },
    { title: "Services", columns: ["Service", "Type", "Address", "Selector", "Endpoints"], rows: groups.units.map(({ service, slices }) => ({ id: service.id, cells: [service.label, service.type, service.headless ? "None" : service.external_name || service.cluster_ip, labels(service.selector), slices.flatMap(endpoints).map((each) => `${each.address} ${WORDS[each.state]}`).join(", ")] })) },
    { title: "Routes", columns: ["Service", "Port", "Pod", "Share", "Pod's port"], rows: groups.edges.filter((edge) => edge.kind === "routes" && edge.source.startsWith("service:")).map((edge) => ({ id: edge.id, cells: [nodes[edge.source]?.label ?? edge.source, String(edge.port ?? ""), nodes[edge.target]?.label ?? edge.target, String(edge.weight ?? "1"), `${edge.target_port ?? ""}${isShut(nodes[edge.target], edge) ? " closed" : ""}`] })) },
  ];
  return found.filter((table) => table.rows.length);
}

/** @param {Record<string, string>|undefined} map */
export const labels = (map) => Object.entries(map ?? {}).map(([key, value]) => `${key}=${value}`).join(",");

/**
 * The scene as the picture needs it: grouped by lane, states in a few words. Pure.
 *
 * @typedef {import("../types.js").SceneNode} SceneNode
 * @typedef {import("../types.js").SceneEdge} SceneEdge
 * @typedef {{room: SceneNode, proxy: SceneNode|null, pods: SceneNode[]}} Room
 * @typedef {{service: SceneNode, slices: SceneNode[], records: SceneNode[]}} Unit
 * @typedef {{outside: SceneNode[], rooms: Room[], waiting: SceneNode[], units: Unit[], ingresses: SceneNode[],
 *   dns: SceneNode|null, edges: SceneEdge[]}} Lanes
 */
import { t } from "../i18n.js";

/** @type {Record<string, string>} */
const STATES = {
  ready: "ready", provisioned: "ready", "not-ready": "notready", pending: "pending", terminating: "terminating",
  failed: "failed", succeeded: "done",
};

export const WORDS = {
  ready: t("ready"), notready: t("not ready"), pending: t("pending"), terminating: t("terminating"), failed: t("failed"), done: t("completed"),
};

/** @param {SceneNode} node @returns {keyof typeof WORDS} */
export function stateOf(node) {
  return /** @type {keyof typeof WORDS} */ (STATES[node.state ?? "ready"] ?? "notready");
}

const collator = new Intl.Collator("en", { numeric: true });

/** @param {SceneNode} a @param {SceneNode} b */
const byName = (a, b) => collator.compare(a.id, b.id);

/** What has the same owner stands together, a group where its pods would. @param {SceneNode} a @param {SceneNode} b */
const byOwner = (a, b) => collator.compare(a.owner || a.label, b.owner || b.label) || byName(a, b);

/** The cluster's own, which is nobody's lesson: the DNS tag stands for most of it. @param {SceneNode} node */
const isSystem = (node) => node.namespace === "kube-system" || node.id === "service:default/kubernetes";

const OUTSIDE = new Set(["client", "loadbalancer", "host"]);

/**
 * @param {Record<string, SceneNode>} nodes
 * @param {Record<string, SceneEdge>} edges
 * @returns {Lanes}
 */
export function lanes(nodes, edges) {
  const all = Object.values(nodes).sort(byName);
  /** @param {string} kind */
  const of = (kind) => all.filter((node) => node.kind === kind);
  const pods = [...of("pod"), ...of("group")].filter((pod) => !isSystem(pod)).sort(byOwner);
  const rooms = of("node").map((room) => ({
    room,
    proxy: of("proxy").find((proxy) => proxy.parent === room.id || proxy.id === `proxy:${room.label}`) ?? null,
    pods: pods.filter((pod) => pod.parent === room.id),
  }));
  const seated = new Set(rooms.map(({ room }) => room.id));
  const units = of("service")
    .filter((service) => !isSystem(service))
    .map((service) => ({
      service,
      slices: of("slice").filter((slice) => slice.service === service.id),
      records: of("record").filter((record) => record.service === service.id),
    }));
  return {
    outside: all.filter((node) => OUTSIDE.has(node.kind)),
    rooms, units, ingresses: of("ingress"), dns: of("dns")[0] ?? null,
    waiting: pods.filter((pod) => !pod.parent || !seated.has(pod.parent)),
    edges: Object.values(edges).sort((a, b) => a.id.localeCompare(b.id)),
  };
}

/** @param {SceneNode} service */
export const isSignpost = (service) => service.type === "ExternalName";

/** The address that a Service, a pod, a host or a load balancer is reached at. @param {SceneNode} node @returns {string} */
export const addressOf = (node) => node.cluster_ip ?? node.address ?? node.addresses?.[0] ?? "";

/** @typedef {{name: string, port: number, protocol: string, listens: boolean, declared: boolean}} PodPort */

/**
 * What a pod declares and what it really listens on, as one list.
 * @param {SceneNode} pod
 * @returns {PodPort[]}
 */
export function podPorts(pod) {
  const key = (/** @type {any} */ port) => `${port.protocol}/${port.port}`;
  const declared = new Set((pod.declared ?? []).map(key));
  const open = new Set((pod.listeners ?? []).map(key));
  const all = new Map([...(pod.listeners ?? []), ...(pod.declared ?? [])].map((port) => [key(port), port]));
  return [...all].map(([id, port]) => ({
    name: port.name ?? "", port: port.port, protocol: port.protocol, listens: open.has(id), declared: declared.has(id),
  })).sort((a, b) => Number(b.listens) - Number(a.listens) || Number(b.declared) - Number(a.declared));
}

/** Whether something in the pod listens where a route leads. @param {SceneNode|undefined} pod @param {SceneEdge} route */
export const isShut = (pod, route) =>
  (pod?.kind === "pod" || pod?.kind === "group") && route.target_port !== undefined && pod.state === "ready" &&
  !(pod.listeners ?? []).some((/** @type {any} */ open) => open.port === route.target_port && open.protocol === (route.protocol ?? "TCP"));

/** A NodePort opens on every node as a door. @param {SceneNode} proxy @returns {{port: number, service: string}[]} */
export const doors = (proxy) =>
  (proxy.doors ?? []).map((/** @type {any} */ door) => ({ port: door.port, service: door.service.replace(/^service:/, "") }));

/**
 * A slice's endpoints in one form.
 * @param {SceneNode} slice
 * @returns {{address: string, state: keyof typeof WORDS, target: string}[]}
 */
export const endpoints = (slice) =>
  (slice.endpoints ?? []).map((/** @type {any} */ endpoint) => ({
    address: endpoint.addresses[0] ?? "", state: endpoint.ready ? "ready" : "notready", target: endpoint.target,
  }));

/** A DNS name without what is the same for all. @param {SceneNode} record */
export const shortName = (record) => record.label.replace(/\.svc\..*$/, "");

/**
 * A long name cut in its middle; what tells names apart usually stands at the end.
 * @param {string} text
 * @param {number} most characters
 */
export function cut(text, most) {
  if (text.length <= most) return text;
  const tail = Math.ceil((most - 1) / 2);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(-tail)}`;
}

/** Labels that controllers hang on by themselves and that no one selects by hand. */
const MACHINE_LABELS = /^(pod-template-hash|controller-revision-hash|apps\.kubernetes\.io\/|topology\.kubernetes\.io\/|statefulset\.kubernetes\.io\/)/;

/** @param {Record<string, string>|undefined} map @returns {[string, string][]} */
export const ownLabels = (map) => Object.entries(map ?? {}).filter(([key]) => !MACHINE_LABELS.test(key));

/** Labels or a selector in one line. @param {Record<string, string>|undefined} map */
export const toldLabels = (map) => ownLabels(map).map(([key, value]) => `${key}=${value}`).join(" ");

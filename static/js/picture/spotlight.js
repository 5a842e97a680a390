/**
 * A label, or a term of a selector, that is pointed at: who selects by it, and whom. The rest of the picture steps back, and
 * it is said in words. Pure.
 *
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {{id: string, term: string, shapes: Set<string>, edges: Set<string>, said: string}} Spot
 */
import { list, t, tn } from "../i18n.js";

const NAMED = 4;

/**
 * @param {Record<string, SceneNode>} nodes
 * @param {Record<string, import("./scene.js").SceneEdge>} edges
 * @param {string} id of a Service, a pod or a group
 * @param {string} term `app=web`
 * @returns {Spot|null}
 */
export function spotlight(nodes, edges, id, term) {
  const node = nodes[id];
  if (!node) return null;
  const selects = Object.values(edges).filter((edge) => edge.kind === "selects");
  const spot = node.kind === "service" ? ofSelector(node, term, nodes, selects) : ofLabel(node, term, nodes, selects);
  // Where many are selected, the routes stand for the selection.
  const pairs = new Set(Object.values(edges).filter((edge) => spot.edges.has(edge.id)).map(pair));
  return { ...spot, edges: new Set(Object.values(edges).filter((edge) => pairs.has(pair(edge))).map(({ id }) => id)) };
}

/** @param {import("./scene.js").SceneEdge} edge */
const pair = ({ source, target }) => `${source} ${target}`;

/** @param {Record<string, string>|undefined} map @param {string} term */
const has = (map, term) => Object.entries(map ?? {}).some(([key, value]) => `${key}=${value}` === term);

/** Whom a term of a selector chooses. @param {SceneNode} service @param {string} term @param {Record<string, SceneNode>} nodes @param {import("./scene.js").SceneEdge[]} selects @returns {Spot} */
function ofSelector(service, term, nodes, selects) {
  const own = selects.filter((edge) => edge.source === service.id);
  const chosen = own.map((edge) => nodes[edge.target]).filter(Boolean);
  const ids = new Set(chosen.map(({ id }) => id));
  const pods = Object.values(nodes).filter((node) => isSelectable(node) && node.namespace === service.namespace);
  const others = pods.filter((node) => has(node.labels, term) && !ids.has(node.id));
  const count = counted(chosen);
  const said = chosen.length
    ? [tn(count, "Service {service} asks for {term} and selects {n} pod: {pods}.", "Service {service} asks for {term} and selects {n} pods: {pods}.", { service: service.label, term, pods: named(chosen) })]
    : others.length ? [t("Service {service} asks for {term}, and selects no pod.", { service: service.label, term })]
      : [t("Service {service} asks for {term}, which no pod of namespace {namespace} has.", { service: service.label, term, namespace: service.namespace }), near(term, pods)];
  if (others.length) said.push(tn(counted(others), "{n} other pod has it and lacks the rest: {pods}.", "{n} other pods have it and lack the rest: {pods}.", { pods: named(others) }));
  return { id: service.id, term, shapes: new Set([service.id, ...ids, ...others.map(({ id }) => id)]), edges: new Set(own.map((edge) => edge.id)), said: said.filter(Boolean).join(" ") };
}

/** What pods have instead of a label that none has. @param {string} term @param {SceneNode[]} pods */
function near(term, pods) {
  const key = term.slice(0, term.indexOf("="));
  const values = [...new Set(pods.flatMap((node) => (node.labels?.[key] === undefined ? [] : [`${key}=${node.labels[key]}`])))].sort();
  return values.length ? t("There are pods with {terms}.", { terms: list(values.slice(0, NAMED)) }) : t("No pod there has a label {key}.", { key });
}

/** Who selects by a label. @param {SceneNode} pod @param {string} term @param {Record<string, SceneNode>} nodes @param {import("./scene.js").SceneEdge[]} selects @returns {Spot} */
function ofLabel(pod, term, nodes, selects) {
  const services = Object.values(nodes).filter((node) => node.kind === "service" && node.namespace === pod.namespace && has(node.selector, term));
  const choosing = services.filter((service) => selects.some((edge) => edge.source === service.id && edge.target === pod.id));
  const missing = services.filter((service) => !choosing.includes(service));
  const own = selects.filter((edge) => choosing.some((service) => service.id === edge.source));
  const names = (/** @type {SceneNode[]} */ some) => list(some.map(({ label }) => label));
  const said = [
    choosing.length
      ? tn(choosing.length, "Service {services} selects this by {term}.", "Services {services} select this by {term}.", { services: names(choosing), term })
      : t("No Service selects this by {term}.", { term }),
    ...missing.map((service) => t("Service {service} asks for {term} too, and also for {terms}, which this lacks.", { service: service.label, term, terms: list(lacked(service, pod)) })),
  ];
  return {
    id: pod.id, term, said: said.join(" "), edges: new Set(own.map((edge) => edge.id)),
    shapes: new Set([pod.id, ...services.map(({ id }) => id), ...own.map((edge) => edge.target)]),
  };
}

/** @param {SceneNode} service @param {SceneNode} pod */
const lacked = (service, pod) => Object.entries(service.selector ?? {}).filter(([key, value]) => pod.labels?.[key] !== value).map(([key, value]) => `${key}=${value}`);

/** @param {SceneNode} node */
const isSelectable = ({ kind }) => kind === "pod" || kind === "group";

/** @param {SceneNode[]} some */
const counted = (some) => some.reduce((sum, node) => sum + (node.count ?? 1), 0);

/** @param {SceneNode[]} some */
const named = (some) => list([
  ...some.slice(0, NAMED).map((node) => (node.kind === "group" ? t("{n} of {name}", { n: node.count, name: node.label || node.owner || t("several owners") }) : node.label)),
  ...(some.length > NAMED ? [tn(some.length - NAMED, "{n} more", "{n} more")] : []),
]);

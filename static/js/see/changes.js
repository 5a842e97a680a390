/** A comparison of two scenes as a list in words. Pure. */
import { list, t, tn } from "../i18n.js";
import { kindWord } from "../picture/kinds.js";
import { WORDS, addressOf, doors, shortName, stateOf, toldLabels } from "../picture/scene.js";
import { groupName } from "../picture/groups.js";

/**
 * @typedef {import("../picture/compare.js").Mark} Mark
 * @typedef {import("../picture/scene.js").SceneNode} SceneNode
 * @typedef {{id: string, mark: Mark, text: string, facts: string[]}} Change
 */

/** Kinds that are told by the Service they belong to. */
const FOLLOWS = new Set(["outside"]);
const NAMED = 5;

/**
 * @param {import("../picture/compare.js").Comparison} comparison
 * @returns {Change[]}
 */
export function changeWords({ nodes, edges, marks, was }) {
  const things = Object.values(nodes).filter((node) => marks.has(node.id) && !FOLLOWS.has(node.kind));
  return [
    ...things.map((node) => {
      const mark = /** @type {Mark} */ (marks.get(node.id));
      return { id: node.id, mark, text: `${kindWord(node.kind)} ${nameOf(node)}`, facts: mark === "changed" ? facts(was[node.id], node) : mark === "added" ? about(node) : [] };
    }),
    ...relations(nodes, edges, marks, was),
  ];
}

/** @param {SceneNode} node */
const nameOf = (node) => (node.kind === "proxy" ? node.node : node.kind === "record" ? shortName(node) : node.kind === "group" ? groupName(node) : node.label);

/** @param {SceneNode} node */
const about = (node) => [["pod", "node", "group"].includes(node.kind) ? WORDS[stateOf(node)] : "", addressOf(node)].filter(Boolean);

/** @param {any[]|undefined} ports */
const portWords = (ports) => (ports ?? []).map((port) => `${port.name ? `${port.name} ` : ""}${port.port}${port.target_port === undefined ? "" : `→${port.target_port}`}${port.node_port ? ` (${port.node_port})` : ""}`).join(", ");

/** What a person reads of each field, and what it is called. @type {[string, string, (node: SceneNode) => string][]} */
const FIELDS = [
  ["state", t("state"), (node) => WORDS[stateOf(node)]],
  ["reason", t("reason"), (node) => node.reason ?? ""],
  ["type", "type", (node) => node.type],
  ["cluster_ip", "clusterIP", (node) => (node.headless ? "None" : node.cluster_ip)],
  ["address", t("address"), (node) => node.address ?? ""],
  ["addresses", t("address"), (node) => (node.addresses ?? []).join(", ")],
  ["external_name", "externalName", (node) => node.external_name],
  ["selector", "selector", (node) => toldLabels(node.selector)],
  ["labels", t("labels"), (node) => toldLabels(node.labels)],
  ["ports", t("ports"), (node) => portWords(node.ports)],
  ["listeners", t("listens on"), (node) => portWords(node.listeners)],
  ["doors", "nodePorts", (node) => doors(node).map((door) => door.port).join(", ")],
  ["endpoints", t("ready endpoints"), (node) => (Array.isArray(node.endpoints) ? String(node.ready) : node.endpoints ? `${node.endpoints.ready}/${node.endpoints.total}` : "")],
  ["answers", t("answers"), (node) => (node.answers ?? []).map((/** @type {any} */ answer) => answer.data).join(", ")],
  ["count", t("pods"), (node) => String(node.count)],
  ["unschedulable", t("cordoned"), (node) => (node.unschedulable ? t("yes") : t("no"))],
  ["affinity", "sessionAffinity", (node) => node.affinity],
  ["external_policy", "externalTrafficPolicy", (node) => node.external_policy],
  ["internal_policy", "internalTrafficPolicy", (node) => node.internal_policy],
];

/** @param {SceneNode} before @param {SceneNode} now */
function facts(before, now) {
  const found = FIELDS.filter(([field]) => field in now || field in before).flatMap(([, word, read]) => {
    const [old, fresh] = [read(before), read(now)];
    return old === fresh ? [] : [t("{field} {before} → {after}", { field: word, before: old || t("none"), after: fresh || t("none") })];
  });
  return found.length ? found : [t("something that is not drawn")];
}

/** Routes and selections, Service by Service. @param {Record<string, SceneNode>} nodes @param {Record<string, any>} edges @param {Map<string, Mark>} marks @param {Record<string, any>} was @returns {Change[]} */
function relations(nodes, edges, marks, was) {
  /** @type {Map<string, any[]>} */
  const bundles = new Map();
  for (const edge of Object.values(edges)) {
    const mark = marks.get(edge.id);
    if (!mark || !PHRASES[`${edge.kind} ${mark}`]) continue;
    const key = `${edge.kind} ${mark} ${edge.source}`;
    bundles.set(key, [...(bundles.get(key) ?? []), edge]);
  }
  return [...bundles].map(([key, bundle]) => {
    const [kind, mark] = key.split(" ");
    const [{ source, weight, id }] = bundle;
    const names = [...new Set(bundle.map((edge) => (nodes[edge.target]?.kind === "group" ? groupName(nodes[edge.target]) : (nodes[edge.target]?.label ?? edge.target))))];
    const params = { source: nodes[source]?.label ?? source, targets: list([...names.slice(0, NAMED), ...(names.length > NAMED ? [tn(names.length - NAMED, "{n} more", "{n} more")] : [])]), before: was[id]?.weight ?? "", after: weight ?? "" };
    return { id: source, mark: /** @type {Mark} */ (mark), text: PHRASES[`${kind} ${mark}`](params), facts: [] };
  });
}

/** @type {Record<string, (params: Record<string, unknown>) => string>} */
const PHRASES = {
  "routes added": (params) => t("{source} leads to {targets}", params),
  "routes removed": (params) => t("{source} no longer leads to {targets}", params),
  "routes changed": (params) => t("{source} leads to {targets} with a share of {after} instead of {before}", params),
  "selects added": (params) => t("{source} selects {targets}", params),
  "selects removed": (params) => t("{source} no longer selects {targets}", params),
};

/** Names of what is in the cluster, for fields that refer to it. Pure. */
import { tn } from "../i18n.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {{label: string, detail: string}} Name
 */

/** @param {State} state @param {string} kind of the picture @returns {import("../types.js").SceneNode[]} */
const shapes = ({ nodes }, kind) => Object.values(nodes).filter((node) => node.kind === kind);

/** Each label once, in order, with what is told of those that have it. @param {string[]} labels @param {(count: number, label: string) => string} tell @returns {Name[]} */
function counted(labels, tell) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, count]) => ({ label, detail: tell(count, label) }));
}

const pods = (/** @type {number} */ count) => tn(count, "{n} pod", "{n} pods");

/**
 * @param {State} state
 * @param {string} refers what a field of the schema refers to
 * @param {string} [key] of labels: then their values are wanted
 * @returns {Name[]}
 */
export function names(state, refers, key) {
  if (refers === "labels") {
    const labels = shapes(state, "pod").map((pod) => pod.labels ?? {});
    return counted(labels.flatMap((each) => (key === undefined ? Object.keys(each) : key in each ? [String(each[key])] : [])), pods);
  }
  if (refers === "ports") return counted(shapes(state, "pod").flatMap((pod) => portNames(pod.declared)), pods);
  if (refers === "service-ports") return counted(shapes(state, "service").flatMap((service) => portNames(service.ports)), () => "");
  const rows = Object.values(state.rows).filter((row) => row.kind === refers);
  const spaces = new Map(rows.map((row) => [row.name, row.namespace]));
  return counted(rows.map((row) => row.name), (_count, name) => spaces.get(name) ?? "");
}

/** @param {{name: string}[]|undefined} ports */
const portNames = (ports) => (ports ?? []).map((port) => port.name).filter(Boolean);

/** What the picture, the table and the sentences show: now, the goal, or what changes. Pure. */
import { compare, foretold, plain } from "../picture/compare.js";
import { language, list, t, tn } from "../i18n.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../picture/compare.js").Comparison} Comparison
 * @typedef {Comparison & {note: string, empty?: boolean}} Shown  `note`: in a sentence, what is to be seen
 */

/**
 * @param {State} seen what the learner looks at: now, or an earlier moment
 * @param {State} now
 * @returns {Shown}
 */
export function shown(seen, now) {
  const scene = { nodes: seen.nodes, edges: seen.edges };
  if (seen.view === "goal") return goal(now);
  if (seen.view === "changes") return changes(scene, seen, now);
  const { preview } = seen;
  return { ...(preview ? foretold(scene, preview) : plain(scene)), note: preview ? t("Marked: what Apply would change.") : foldedWords(seen.folded) };
}

/** @param {{nodes: Record<string, any>, edges: Record<string, any>}} scene @param {State} seen @param {State} now @returns {Shown} */
function changes(scene, seen, now) {
  if (seen.past) return { ...compare(scene, { nodes: now.nodes, edges: now.edges }), note: t("What has changed from then until now.") };
  if (seen.preview) return { ...foretold(scene, seen.preview), note: t("What Apply would change.") };
  const { before } = seen;
  if (!before) return { ...plain(scene), empty: true, note: t("Nothing has changed yet. Edit a file or let something happen: what differs is marked here.") };
  const found = compare(before, scene);
  const note = before.summary ? t("What the last command changed: {summary}", { summary: before.summary }) : t("What time has changed.");
  return { ...found, note: found.marks.size ? note : t("The last command has changed nothing that is to be seen here."), empty: !found.marks.size };
}

/** @param {State} now @returns {Shown} */
function goal({ goal: answer, nodes, edges }) {
  if (!answer) return { ...plain({ nodes, edges }), note: t("The goal is on its way."), empty: true };
  if (!answer.scene) return { ...plain({ nodes, edges }), note: t("This lab does not show its goal."), empty: true };
  const there = new Set(Object.values(edges).map(relation));
  const wanted = answer.scene;
  /** @type {Comparison["marks"]} */
  const marks = new Map();
  for (const id of Object.keys(wanted.nodes)) if (!(id in nodes) && isNamed(wanted.nodes[id])) marks.set(id, "missing");
  for (const edge of Object.values(wanted.edges)) if (!there.has(relation(edge))) marks.set(edge.id, "missing");
  return { ...wanted, marks, was: {}, note: `${answer.how === "full" ? t("The cluster with this lab solved.") : t("The cluster with this lab solved, in outline: selectors, labels and port numbers are yours to find.")} ${missing(marks, wanted.nodes)}` };
}

/** Names that a controller draws differ from world to world. @param {any} node */
const isNamed = ({ kind, owner }) => !(kind === "pod" && owner) && kind !== "slice" && kind !== "group";

/** What an edge says, whatever ports it names. @param {any} edge */
const relation = ({ kind, source, target }) => `${kind} ${source} ${target}`;

/** @param {Comparison["marks"]} marks @param {Record<string, any>} nodes */
function missing(marks, nodes) {
  const parts = [...marks.keys()].filter((id) => ["service", "ingress", "loadbalancer", "pod"].includes(nodes[id]?.kind)).map((id) => nodes[id].label);
  const routes = [...marks.keys()].filter((id) => id.startsWith("routes:")).length;
  const words = [...new Set(parts), ...(routes ? [tn(routes, "{n} route", "{n} routes")] : [])];
  return words.length ? t("Not there yet: {parts}.", { parts: list(words) }) : t("All of it is there.");
}

/** @param {State["folded"]} folded */
export const foldedWords = (folded) => (folded ? t("{pods} pods shown as {shapes} shapes: those of one owner and state on a node stand together.", { pods: folded.pods.toLocaleString(language), shapes: folded.shapes.toLocaleString(language) }) : "");

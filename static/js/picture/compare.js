/**
 * Two scenes compared: everything that is in one of them, each thing marked with what becomes of it. Pure.
 *
 * @typedef {"added"|"removed"|"changed"|"missing"} Mark  `missing`: the goal has it, and it is not there yet
 * @typedef {Record<string, any>} Items
 * @typedef {{nodes: Items, edges: Items}} Scene
 * @typedef {Scene & {marks: Map<string, Mark>, was: Items}} Comparison  `was`: what the changed things were before
 */
import { t } from "../i18n.js";
import { patch } from "../merge.js";

/** @type {Record<Mark, string>} */
const WORDS = { added: t("new"), removed: t("removed"), changed: t("changed"), missing: t("not there yet") };

/** @param {Mark} mark */
export const markWord = (mark) => WORDS[mark];

/** @param {Scene} scene @returns {Comparison} */
export const plain = ({ nodes, edges }) => ({ nodes, edges, marks: new Map(), was: {} });

/**
 * What leads from one scene to another. What is removed is still there, to be shown struck out.
 * @param {Scene} before @param {Scene} after @returns {Comparison}
 */
export function compare(before, after) {
  /** @type {Map<string, Mark>} */
  const marks = new Map();
  /** @type {Items} */
  const was = {};
  const union = (/** @type {Items} */ old, /** @type {Items} */ now) => {
    const gone = Object.values(old).filter((item) => !(item.id in now));
    for (const { id } of gone) marks.set(id, "removed");
    for (const item of Object.values(now)) {
      const known = old[item.id];
      if (!known) marks.set(item.id, "added");
      else if (known !== item && JSON.stringify(known) !== JSON.stringify(item)) {
        marks.set(item.id, "changed");
        was[item.id] = known;
      }
    }
    return gone.length ? { ...Object.fromEntries(gone.map((item) => [item.id, item])), ...now } : now;
  };
  return { nodes: union(before.nodes, after.nodes), edges: union(before.edges, after.edges), marks, was };
}

/** What Apply would change, as the server told it. @param {Scene} now @param {{nodes: import("../types.js").Difference, edges: import("../types.js").Difference}} preview */
export const foretold = (now, preview) => compare(now, { nodes: patch(now.nodes, known(now.nodes, preview.nodes)), edges: patch(now.edges, known(now.edges, preview.edges)) });

/** A preview may be a moment older than the scene. @param {Items} items @param {import("../types.js").Difference} difference */
const known = (items, difference) => ({ ...difference, remove: (difference.remove ?? []).filter((id) => id in items) });

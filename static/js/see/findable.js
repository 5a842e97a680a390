/** What can be found in the picture, by name, address or label, also in a group. Pure. */
import { t } from "../i18n.js";
import { groupName } from "../picture/groups.js";
import { kindWord } from "../picture/kinds.js";
import { addressOf, shortName, toldLabels } from "../picture/scene.js";

/** @typedef {import("../types.js").SceneNode} SceneNode */

/** Nobody looks for these. */
const LEFT_OUT = new Set(["outside", "proxy", "slice"]);

/**
 * @param {Record<string, SceneNode>} nodes
 * @returns {import("../choices.js").Choice[]} by the id of what is found
 */
export function findable(nodes) {
  return Object.values(nodes).filter((node) => !LEFT_OUT.has(node.kind) && node.namespace !== "kube-system").flatMap((node) => [
    { value: node.id, label: label(node), detail: [addressOf(node), toldLabels(node.labels ?? node.selector)].filter(Boolean).join(" "), group: kindWord(node.kind) },
    ...(node.members ?? []).map((/** @type {string} */ id) => ({ value: id, label: id.slice(id.indexOf("/") + 1), detail: t("in a group on {node}", { node: node.node || t("no node") }), group: kindWord("pod") })),
  ]);
}

/** @param {SceneNode} node */
const label = (node) => (node.kind === "record" ? shortName(node) : node.kind === "group" ? `${groupName(node)} ×${node.count}` : node.label);

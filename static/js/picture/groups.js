/** What groups of pods are called. Pure. */
import { tn } from "../i18n.js";

/** Whose pods they are; of several owners, how many. @param {import("./scene.js").SceneNode} node */
export const groupName = (node) => node.label || tn(node.count, "{n} pod", "{n} pods");

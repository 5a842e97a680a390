/** An edit that would help, before anybody makes it. Pure. */
import { apply } from "../editor/edits.js";

/**
 * @typedef {import("../types.js").File} File
 * @typedef {import("../types.js").Fix} Fix
 * @typedef {{fix: Fix, files: File[], before: File[], asked: boolean, problem: string, shown: import("../types.js").Trace|null}} Proposal
 *   `files` with the edit in them, `before` without; `asked`: whether the question is asked of them; `problem`: why it can't be; `shown`: the trace
 *   that stood there before
 */

/** The edits of a way out, by file. @param {Fix} fix @returns {Record<string, import("../types.js").Edit[]>} */
export const editsOf = (fix) => fix.files ?? (fix.file ? { [fix.file]: fix.edits } : {});

/** @param {File[]} files @param {Record<string, import("../types.js").Edit[]>} edits by file @returns {File[]} */
function edited(files, edits) {
  return files.map(({ path, text }) => ({ path, text: edits[path] ? apply(text, edits[path]) : text }));
}

/** What stands on both sides of a proposal; of files that are to be applied again, beside what the cluster has. @param {File[]} files @param {Fix} fix @returns {{before: File[], files: File[]}} */
export const sides = (files, fix) => (fix.again ? { before: edited(files, fix.again), files } : { before: files, files: edited(files, editsOf(fix)) });

/**
 * Whether the lines that a way out changes are still those that it was made for: it was found in what is applied, and the
 * learner may have typed since.
 * @param {File[]} files in the editor
 * @param {File[]} applied
 * @param {Fix} fix
 */
export function fits(files, applied, fix) {
  const text = (/** @type {File[]} */ list, /** @type {string} */ path) => (list.find((file) => file.path === path)?.text ?? "").split("\n");
  return Object.entries(fix.again ?? editsOf(fix)).every(([path, edits]) => edits.every(({ line, end_line: end }) =>
    text(files, path).slice(line - 1, end).join("\n") === text(applied, path).slice(line - 1, end).join("\n")));
}

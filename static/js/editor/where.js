/** The field that an offset belongs to, by the syntax tree: for texts that can be read. */
import { syntaxTree } from "vendor/codemirror";

/**
 * @typedef {import("@codemirror/state").EditorState} EditorState
 * @typedef {import("@lezer/common").SyntaxNode} SyntaxNode
 * @param {EditorState} state
 * @param {number} at
 * @returns {{kind: string, path: string[], from: number, to: number}|null} `path` with "-" for an item of a list; the key's place
 */
export function fieldOf(state, at) {
  /** @type {SyntaxNode|null} */
  let node = syntaxTree(state).resolveInner(onText(state, at), 1);
  /** @type {string[]} */
  const path = [];
  let from = -1;
  let to = -1;
  for (; node && node.name !== "Document" && node.name !== "Stream"; node = node.parent) {
    const key = node.name === "Pair" ? node.getChild("Key") : null;
    if (node.name === "Item") path.unshift("-");
    if (!key) continue;
    if (from < 0) ({ from, to } = key);
    path.unshift(word(state, key));
  }
  return node && from >= 0 ? { kind: kindOf(state, node), path, from, to } : null;
}

/** From behind a word, or from the space before it, to the word. @param {EditorState} state @param {number} at */
function onText(state, at) {
  const line = state.doc.lineAt(at);
  const before = line.text.slice(0, at - line.from + 1).trimEnd();
  return line.from + (before ? before.length - 1 : line.text.search(/\S|$/));
}

/** @param {EditorState} state @param {SyntaxNode} node */
const word = (state, node) => state.sliceDoc(node.from, node.to).trim().replaceAll(/^["']|["']$/g, "");

/** @param {EditorState} state @param {SyntaxNode} document */
function kindOf(state, document) {
  for (const pair of (document.getChild("BlockMapping") ?? document.getChild("FlowMapping"))?.getChildren("Pair") ?? []) {
    const key = pair.getChild("Key");
    if (key && word(state, key) === "kind" && pair.lastChild) return word(state, pair.lastChild);
  }
  return "";
}

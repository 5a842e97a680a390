/** Everything that one state of the editor is made of. */
import {
  EditorState, EditorView, Prec, autocompletion, bracketMatching, closeBrackets, closeBracketsKeymap, completionKeymap,
  defaultKeymap, drawSelection, foldKeymap, highlightActiveLine, highlightActiveLineGutter, highlightSelectionMatches,
  history, historyKeymap, indentLess, indentMore, indentUnit, keymap, lineNumbers, lintGutter, lintKeymap, placeholder,
  searchKeymap, yaml,
} from "vendor/codemirror";
import { t } from "../i18n.js";
import { completion } from "./complete.js";
import { difference } from "./difference.js";
import { docs } from "./docs.js";
import { idleFields } from "./idle-fields.js";
import { litLines } from "./lit-lines.js";
import { phrases } from "./phrases.js";
import { replacing } from "./replacing.js";
import { theme } from "./theme.js";

/**
 * @typedef {{nonce: string, still?: boolean, changed: () => void, apply: () => void, format: () => void, names: import("./complete.js").Names}} Options
 * @param {Options} options
 */
export const extensions = ({ nonce, still = false, changed, apply, format, names }) => [
  EditorView.cspNonce.of(nonce), EditorState.readOnly.of(still),
  Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (apply(), true) }])),
  lineNumbers(), highlightActiveLineGutter(), lintGutter(), history(), drawSelection(), indentUnit.of("  "),
  EditorState.tabSize.of(2), bracketMatching(), closeBrackets(), highlightActiveLine(), highlightSelectionMatches(),
  yaml(), autocompletion({ override: [completion(names)] }), docs, litLines, replacing, idleFields, difference, phrases, theme,
  placeholder("apiVersion: v1"),
  EditorView.contentAttributes.of({ "aria-label": t("YAML of the chosen file"), spellcheck: "false" }),
  keymap.of([
    { key: "Shift-Alt-f", run: () => (format(), true) },
    { key: "Tab", run: indentMore, shift: indentLess },
    ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap,
    ...lintKeymap,
  ]),
  EditorView.updateListener.of((update) => { if (update.docChanged) changed(); }),
];

/** The editor's look, drawn with the page's tokens. */
import { EditorView, HighlightStyle, syntaxHighlighting, tags } from "vendor/codemirror";
import { t } from "../i18n.js";

const frame = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--sheet)", fontSize: "0.8125rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sheet)", color: "var(--ink-quiet)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 8px 0 4px", minWidth: "2.2em" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--ink) 4%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 26%, transparent) !important",
  },
  ".cm-lit": { backgroundColor: "var(--mark-wash)", boxShadow: "inset 3px 0 var(--notready)" },
  ".cm-kept": { backgroundColor: "var(--sunken)" },
  ".cm-kept::after": { content: `"${t("kept by this lab").replaceAll('"', "")}"`, marginInlineStart: "2.5em", color: "var(--ink-quiet)", fontFamily: "var(--sans)", fontSize: "11px" },
  ".cm-idle, .cm-idle span": { color: "var(--ink-quiet)" },
  ".cm-idle": { textDecoration: "underline dotted var(--line-strong)", textUnderlineOffset: "3px" },
  ".cm-changedLine": { backgroundColor: "var(--ready-wash)" },
  "&.cm-merge-b .cm-changedText": { background: "color-mix(in srgb, var(--ready) 18%, transparent)" },
  ".cm-changeGutter": { width: "4px", paddingLeft: "1px" },
  "&.cm-editor .cm-changedLineGutter": { background: "var(--ready)" },
  "&.cm-editor .cm-deletedLineGutter": { background: "var(--failed)" },
  ".cm-deletedChunk": { backgroundColor: "var(--failed-wash)", paddingLeft: "6px" },
  ".cm-deletedChunk .cm-deletedText": { background: "none" },
  ".cm-deletedLine, .cm-deletedLine del": { textDecoration: "line-through", textDecorationColor: "var(--failed)" },
  ".cm-deletedChunk .cm-chunkButtons": { position: "absolute", insetInlineEnd: "8px", fontFamily: "var(--sans)" },
  "&.cm-editor .cm-deletedChunk .cm-chunkButtons button": {
    margin: "0", padding: "0 6px", border: "1px solid var(--line-strong)", borderRadius: "4px", background: "var(--sheet)", color: "var(--ink)", fontSize: "11px", minHeight: "0", lineHeight: "1.6",
  },
  ".cm-gutter-lint": { width: "14px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0 1px" },
  ".cm-tooltip": {
    border: "1px solid var(--line-strong)", borderRadius: "6px", backgroundColor: "var(--sheet)", color: "var(--ink)",
    boxShadow: "var(--shadow)", maxWidth: "38rem",
  },
  ".cm-tooltip-autocomplete ul": { fontFamily: "var(--mono)", fontSize: "12px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-tooltip-autocomplete .cm-completionDetail": { fontStyle: "normal", opacity: "0.75" },
  ".cm-completionInfo": { padding: "6px 10px", fontFamily: "var(--sans)", fontSize: "12px", maxWidth: "22rem" },
  ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--sans)", fontSize: "12px", borderLeftWidth: "3px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--failed)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--notready)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--accent-ink)", borderRadius: "4px", padding: "2px 8px" },
  ".cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-placeholder": { color: "var(--ink-quiet)" },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-wash) !important" },
});

const words = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.string, tags.content], color: "var(--ink)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--external)" },
  { tag: tags.comment, color: "var(--ink-quiet)", fontStyle: "italic" },
  { tag: [tags.meta, tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--ink-quiet)" },
  { tag: [tags.labelName, tags.typeName, tags.keyword], color: "var(--terminating)" },
]);

export const theme = [frame, syntaxHighlighting(words)];

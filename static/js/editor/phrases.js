/** CodeMirror's own words in the reader's language. */
import { EditorState } from "vendor/codemirror";
import { t } from "../i18n.js";

/** @type {Record<string, string>} */
const words = {
  "Completions": t("Completions"), "Diagnostics": t("Problems"), "No diagnostics": t("No problems"),
  "Find": t("Find"), "Replace": t("Replace"), "next": t("next"), "previous": t("previous"), "all": t("all"), "match case": t("match case"),
  "by word": t("by word"), "regexp": t("regexp"), "replace": t("replace"), "replace all": t("replace all"), "close": t("close"),
  "current match": t("current match"), "replaced $ matches": t("replaced $ matches"), "replaced match on line $": t("replaced match on line $"),
  "on line": t("on line"), "Go to line": t("Go to line"), "go": t("go"), "Control character": t("Control character"), "Selection deleted": t("Selection deleted"),
};

export const phrases = EditorState.phrases.of(words);

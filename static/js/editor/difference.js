/** What is different from what is applied, in the editor itself: what was stands above what is, and can be taken back. */
import { Compartment, keymap, goToNextChunk, goToPreviousChunk, unifiedMergeView } from "vendor/codemirror";
import { t } from "../i18n.js";

const place = new Compartment();

/** For every state of the editor. */
export const difference = place.of([]);

/** @param {string|null} applied null where nothing is compared */
export function compare(applied) {
  return place.reconfigure(applied === null ? [] : [
    unifiedMergeView({ original: applied, gutter: true, highlightChanges: true, syntaxHighlightDeletions: false, mergeControls: control }),
    keymap.of([{ key: "F7", run: goToNextChunk, shift: goToPreviousChunk }]),
  ]);
}

/** @param {"accept"|"reject"} type @param {(event: MouseEvent) => void} act */
function control(type, act) {
  if (type === "accept") return document.createElement("span"); // that is what Apply is for
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.textContent = t("Take back");
  button.title = t("Bring back what is applied");
  button.addEventListener("click", act);
  return button;
}

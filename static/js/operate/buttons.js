/** Deeds as buttons, in the inspector and in the World menu alike. */
import { html } from "vendor/lit";
import { ask } from "../dialog.js";

/**
 * @param {import("./deeds.js").Deed[]} deeds
 * @param {(action: Record<string, any>) => void} act
 */
export function deedButtons(deeds, act) {
  return deeds.map((deed) => html`<button type="button" class=${deed.danger ? "small danger" : "small"} title=${deed.title} data-deed=${deed.id} @click=${() => run(deed, act)}>${deed.label}${deed.ask ? "…" : ""}</button>`);
}

/** @param {import("./deeds.js").Deed} deed @param {(action: Record<string, any>) => void} act */
function run({ action, ask: question }, act) {
  if (question) ask(question.title, { ...question, act: (text) => act(question.action(text.trim())) });
  else if (action) act(action);
}

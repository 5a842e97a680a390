/** A text that is there to be taken away: shown, chosen when it gets the focus, copied by a button. */
import { html } from "vendor/lit";
import { announce } from "../announce.js";
import { t } from "../i18n.js";

/** @param {string} label @param {string} text @param {string} button */
export function copyable(label, text, button) {
  return html`<div class="share-copy"><label class="field"><span>${label}</span><input class="mono" readonly .value=${text} @focus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.target).select()}></label>
    <button type="button" @click=${(/** @type {MouseEvent} */ event) => copy(text, /** @type {HTMLElement} */ (event.currentTarget))}>${button}</button></div>`;
}

/** Where a page may not write to the clipboard, the text is chosen for the reader to copy. @param {string} text @param {HTMLElement} button */
export async function copy(text, button) {
  const input = button.parentElement?.querySelector("input");
  input?.select();
  try {
    await navigator.clipboard.writeText(text);
    announce(t("Copied"));
    button.dataset.done = "true";
  } catch {
    input?.focus();
    announce(t("Press Ctrl+C to copy"));
  }
}

/** The page's one dialog: questions, help, an object's YAML. */
import { html, nothing, render } from "vendor/lit";
import { t } from "./i18n.js";

const dialog = () => /** @type {HTMLDialogElement} */ (document.getElementById("dialog"));

/**
 * The action is done when the dialog is closed and the focus is back where it was.
 * @param {string} title
 * @param {unknown} content
 * @param {{label: string, act: () => void, danger?: boolean}} [action]
 */
export function show(title, content, action) {
  const place = dialog();
  render(
    html`<form method="dialog" @submit=${(/** @type {SubmitEvent} */ event) => { if (action && event.submitter?.matches("[value=yes]")) place.addEventListener("close", action.act, { once: true }); }}>
      <h2 id="dialog-title">${title}</h2>
      ${content}
      <div class="dialog-actions">
        <button type="button" @click=${() => place.close()}>${action ? t("Cancel") : t("Close")}</button>
        ${action ? html`<button value="yes" class=${action.danger ? "danger" : "primary"}>${action.label}</button>` : nothing}
      </div>
    </form>`,
    place,
  );
  if (!place.open) place.showModal();
}

/**
 * Asks for a line of text.
 * @param {string} title
 * @param {{label: string, value?: string, pattern: string, hint: string, button: string, act: (text: string) => void}} options
 */
export function ask(title, { label, value = "", pattern, hint, button, act }) {
  const input = () => /** @type {HTMLInputElement} */ (dialog().querySelector("input"));
  show(
    title,
    html`<label class="field"><span>${label}</span><input required autofocus pattern=${pattern} title=${hint} .value=${value}></label><p class="quiet-words">${hint}</p>`,
    { label: button, act: () => act(input().value) },
  );
}

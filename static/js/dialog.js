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

const SHORTCUTS = [
  [t("Ctrl Enter"), t("Apply the files to the cluster")],
  [t("Alt R"), t("Run the trace")],
  [t("Alt ← and Alt →"), t("Previous and next step of the trace")],
  [t("Alt 1 to Alt 4"), t("Go to the text, the editor, the picture, the dock")],
  [t("Alt T"), t("Go to the terminal")],
  [t("Alt W"), t("Let something happen to the world: crash a pod, fail a node")],
  [t("Tab, ↑, ↓"), t("In the terminal: complete the line, earlier lines, later lines; Esc, then Tab, leaves it")],
  [t("Alt V"), t("Picture, table, sentences in turn")],
  [t("Arrow keys"), t("In the picture: move between its parts; Enter opens one")],
  ["+  −  0", t("In the picture: zoom in, zoom out, fit")],
  [t("Ctrl Space"), t("In the editor: what may stand here")],
  ["F8", t("In the editor: the next problem")],
  [t("Alt Shift F"), t("In the editor: format")],
  ["F7", t("In the editor: the next difference from what is applied, where these are shown")],
  ["F1", t("In the editor: what the field at the cursor means; again to reach its links")],
  [t("Esc, then Tab"), t("Leave the editor by keyboard")],
  ["?", t("This help")],
];

export function help() {
  show(
    t("Help"),
    html`<p>${t("Write YAML in the middle, apply it, and watch the picture. Then ask a question from any pod, node or from outside, and follow it step by step. Choose a part of the picture to see what it knows and what you can do to it.")}</p>
      <h3>${t("Keys")}</h3>
      <dl class="shortcuts">${SHORTCUTS.map(([keys, what]) => html`<dt><kbd>${keys}</kbd></dt><dd>${what}</dd>`)}</dl>`,
  );
}

/** "New": an empty file, or a document to start from, in a file of its own or at the end of the open one. */
import { html, nothing, render } from "vendor/lit";
import { show } from "../dialog.js";
import { t } from "../i18n.js";
import { FILE_NAME, freeName } from "./intake.js";

/**
 * @typedef {import("../types.js").File} File
 * @typedef {{group: string, id: string, title: string, summary: string, text: string}} Template
 */

/** @type {Template[]|null} */
let templates = null;

/** Where they can't be had, there is still the empty file. @returns {Promise<Template[]>} */
async function load() {
  templates ??= await fetch("/schema/templates.json").then((response) => (response.ok ? response.json() : null)).catch(() => null);
  return templates ?? [];
}

/**
 * @param {File[]} files
 * @param {string} open path of the open one
 * @param {(path: string, text: string) => void} create `path` may be that of a file that is there
 */
export async function askNew(files, open, create) {
  const known = await load();
  const form = { id: "", name: freeName(files, "service"), own: true };
  const place = document.createElement("div");
  place.className = "new";
  const draw = () => render(content(known, form, open, files, (change) => { Object.assign(form, change); draw(); }), place);
  draw();
  show(t("New"), place, {
    label: t("Create"),
    act: () => create(form.own ? form.name : open, known.find((each) => each.id === form.id)?.text ?? ""),
  });
}

/**
 * @param {Template[]} known @param {{id: string, name: string, own: boolean}} form @param {string} open @param {File[]} files
 * @param {(change: Partial<{id: string, name: string, own: boolean}>) => void} set
 */
function content(known, form, open, files, set) {
  const pick = (/** @type {string} */ id) => set({ id, name: freeName(files, id || "service") });
  const row = (/** @type {Pick<Template, "id"|"title"|"summary">} */ { id, title, summary }) => html`
    <label class="new-row"><input type="radio" name="template" .checked=${form.id === id} @change=${() => pick(id)}><span><b>${title}</b> <span class="quiet-words">${summary}</span></span></label>`;
  const groups = [...new Set(known.map((each) => each.group))];
  return html`
    <div class="new-list">
      ${row({ id: "", title: t("Empty file"), summary: "" })}
      ${groups.map((group) => html`<fieldset><legend>${group}</legend>${known.filter((each) => each.group === group).map(row)}</fieldset>`)}
    </div>
    ${form.id && open ? html`<div class="new-where">
      <label><input type="radio" name="where" .checked=${form.own} @change=${() => set({ own: true })}> ${t("in a file of its own")}</label>
      <label><input type="radio" name="where" .checked=${!form.own} @change=${() => set({ own: false })}> ${t("at the end of {file}", { file: open })}</label>
    </div>` : nothing}
    ${form.own || !form.id ? html`<label class="field"><span>${t("Name")}</span><input required pattern=${FILE_NAME.source.replace(/^\^|\$$/g, "")} .value=${form.name}
      title=${t("Letters, digits, dots and hyphens; .yaml or .yml at the end.")} @input=${(/** @type {any} */ event) => { form.name = event.target.value; }}></label>` : nothing}`;
}

/** Who asks, how, and for what. */
import { html, nothing } from "vendor/lit";
import { t } from "../i18n.js";
import { mark } from "../marks.js";
import { WAYS, askedAs, askers, asking, wayWords } from "./asking.js";

/**
 * @typedef {{source: import("../combobox.js").Combobox, target: import("../combobox.js").Combobox}} Boxes
 * @param {import("../types.js").State} state
 * @param {{source: string, target: string}} form
 * @param {string[]} suggestions
 * @param {Boxes} boxes
 * @param {import("./panel.js").Actions} actions
 */
export function questionForm(state, form, suggestions, boxes, actions) {
  const { as } = asking(form.target);
  const busy = state.busy.includes("trace");
  return html`<form class="trace-form" @submit=${(/** @type {Event} */ event) => { event.preventDefault(); actions.run(form.source, form.target); }}>
    <span class="field asker"><span>${t("From")}</span>${boxes.source.render(form.source, askers(state.sources, state.nodes), { label: t("From") })}</span>
    <label class="field"><span class="visually-hidden">${t("How")}</span>
      <select name="as" @change=${(/** @type {any} */ event) => actions.fill({ target: askedAs(form.target, event.target.value) })}>
        ${WAYS.map((way) => html`<option value=${way} ?selected=${way === as}>${wayWords(way)}</option>`)}</select></label>
    <span class="field asked"><span>${t("to")}</span>${boxes.target.render(form.target, suggestions.map((value) => ({ value })), {
      label: t("to"), placeholder: suggestions[0] ?? "http://NAME:PORT", invalid: state.refused ? "trace-refused" : "",
    })}</span>
    <button type="submit" class="primary" ?disabled=${busy}>${t("Run")}</button>
    ${state.refused ? html`<p class="trace-refused" id="trace-refused" role="alert">${mark("error")} ${state.refused}</p>` : nothing}
  </form>`;
}

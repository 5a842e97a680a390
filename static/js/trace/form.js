/** Who asks, how, and for what. */
import { html, nothing } from "vendor/lit";
import { t } from "../i18n.js";
import { mark } from "../marks.js";
import { WAYS, askedAs, askers, asking, wayWords } from "./asking.js";

/** How many requests may be sent at once. */
const COUNTS = [10, 100, 1000];

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
  const busy = state.busy.includes("trace") || state.busy.includes("send");
  return html`<form class="trace-form" @submit=${(/** @type {Event} */ event) => { event.preventDefault(); actions.run(form.source, form.target); }}>
    <span class="field asker"><span>${t("From")}</span>${boxes.source.render(form.source, askers(state.sources, state.nodes), { label: t("From") })}</span>
    <label class="field"><span class="visually-hidden">${t("How")}</span>
      <select name="as" @change=${(/** @type {any} */ event) => actions.fill({ target: askedAs(form.target, event.target.value) })}>
        ${WAYS.map((way) => html`<option value=${way} ?selected=${way === as}>${wayWords(way)}</option>`)}</select></label>
    <span class="field asked"><span>${t("to")}</span>${boxes.target.render(form.target, suggestions.map((value) => ({ value })), {
      label: t("to"), placeholder: suggestions[0] ?? "http://NAME:PORT", invalid: state.refused ? "trace-refused" : "",
    })}</span>
    <button type="submit" class="primary" ?disabled=${busy}>${t("Run")}</button>
    <span class="many"><button type="button" name="send" ?disabled=${busy || !form.target.trim()} title=${t("The same request many times: how do they spread?")}
        @click=${(/** @type {any} */ event) => actions.many(form.source, form.target, Number(event.target.nextElementSibling.value))}>${t("Send many")}</button><select
        name="count" aria-label=${t("How many")}>${COUNTS.map((count) => html`<option value=${count} ?selected=${count === 100}>${count}</option>`)}</select></span>
    ${state.refused ? html`<p class="trace-refused" id="trace-refused" role="alert">${mark("error")} ${state.refused}</p>` : nothing}
  </form>`;
}

/** The names that DNS gives out, and the questions of the last trace. */
import { html, nothing, render } from "vendor/lit";
import { t } from "../i18n.js";

/** @param {string[]} names */
const heads = (names) => names.map((name) => html`<th scope="col">${name.toUpperCase()}</th>`);

/**
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 * @param {{ask: (name: string, type: string) => void, source: string}} options
 */
export function drawDns(place, state, { ask, source }) {
  const records = Object.values(state.nodes).filter((node) => node.kind === "record").sort((a, b) => a.label.localeCompare(b.label));
  const questions = state.trace?.lookup?.questions ?? [];
  render(
    html`<form class="toolbar" @submit=${(/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
        ask(String(data.get("name")), String(data.get("type")));
      }}>
        <span class="quiet-words">${t("From {source}", { source })}</span>
        <label class="field"><span>${t("Name")}</span><input class="mono" name="name" required autocomplete="off" spellcheck="false" placeholder="web"></label>
        <label class="field"><span>${t("Type")}</span><select name="type">${["A", "AAAA", "SRV", "CNAME", "PTR"].map((type) => html`<option>${type}</option>`)}</select></label>
        <button type="submit">${t("Ask")}</button>
      </form>
      <div class="sheet">
        ${questions.length ? html`<h3>${t("Asked by the last trace")}</h3><div class="scroll-x"><table class="grid">
          <thead><tr>${heads([t("Name"), t("Type"), "rcode", t("Answers")])}</tr></thead>
          <tbody>${questions.map((/** @type {any} */ each) => html`<tr><td>${each.name}</td><td>${each.type}</td><td>${each.rcode}</td><td class="wrap">${(each.answers ?? []).join(", ")}</td></tr>`)}</tbody></table></div>` : nothing}
        <h3>${t("Names of Services")}</h3>
        ${records.length ? html`<div class="scroll-x"><table class="grid">
          <thead><tr>${heads([t("Name"), "rcode", t("Answers")])}</tr></thead>
          <tbody>${records.map((record) => html`<tr data-changed=${state.changed.includes(record.id)}><td>${record.label}</td><td>${record.rcode}</td>
            <td class="wrap">${(record.answers ?? []).map((/** @type {any} */ answer) => `${answer.type} ${answer.data}`).join(", ") || t("no address")}</td></tr>`)}</tbody></table></div>`
        : html`<p class="quiet-words">${t("No Service has a name yet.")}</p>`}
      </div>`,
    place,
  );
}

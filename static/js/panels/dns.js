/** All names that exist, as they look from whoever asks; any question, and its whole answer. */
import { html, nothing, render } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { dig } from "./dig.js";

/**
 * @typedef {{name: string, short: string, service: string, rcode: string, why: string, records: string[], origins: import("../types.js").Origin[]}} Name
 * @typedef {{source: string, asks_cluster: boolean, resolv_conf: string, names: Name[], more: boolean}} Names
 * @typedef {{name: string, type: string, filter: string}} Wanted
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 * @param {string} source who asks
 * @param {Wanted} wanted
 * @param {import("../combobox.js").Combobox} askers
 * @param {import("../choices.js").Choice[]} choices
 * @param {{ask: (name: string, type: string) => void, choose: (change: Partial<Wanted>) => void, select: (place: string) => void, shows: (place: string) => boolean}} actions
 */
export function drawDns(place, state, source, wanted, askers, choices, actions) {
  const told = state.names?.source === source ? state.names : null;
  const lookup = state.trace?.lookup;
  const questions = /** @type {any[]} */ (lookup?.questions ?? []);
  const open = questions.findLast((question) => question.answers.length) ?? questions.at(-1);
  const shown = (told?.names ?? []).filter(({ name, records }) => `${name} ${records.join(" ")}`.toLowerCase().includes(wanted.filter.toLowerCase()));
  render(
    html`<form class="toolbar" @submit=${(/** @type {Event} */ event) => { event.preventDefault(); actions.ask(wanted.name, wanted.type); }}>
        <span class="field asker"><span>${t("From")}</span>${askers.render(source, choices, { label: t("From") })}</span>
        <label class="field"><span>${t("Name")}</span><input class="mono" name="name" required autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="web" .value=${wanted.name} @input=${(/** @type {any} */ event) => actions.choose({ name: event.target.value })}></label>
        <label class="field"><span>${t("Type")}</span><select name="type" @change=${(/** @type {any} */ event) => actions.choose({ type: event.target.value })}>${TYPES.map((type) => html`<option ?selected=${type === wanted.type}>${type}</option>`)}</select></label>
        <button type="submit" class="primary" ?disabled=${state.busy.includes("trace")}>${t("Ask")}</button>
        <label class="field"><span>${t("Find")}</span><input type="search" class="mono" .value=${wanted.filter} @input=${(/** @type {any} */ event) => actions.choose({ filter: event.target.value })}></label>
      </form>
      <div class="sheet dns">
        <div>${told ? html`${told.asks_cluster ? nothing : html`<p class="side-note">${t("This resolv.conf does not name the cluster's DNS server: none of these names can be had from here.")}</p>`}
          <h3>${t("Names that exist")} <span>${told.more ? t("the first {n}", { n: told.names.length }) : tn(told.names.length, "{n} name", "{n} names")}</span></h3>
          <div class="scroll-x"><table class="grid">
            <thead><tr><th scope="col">${t("SAY")}</th><th scope="col">NAME</th><th scope="col">${t("ANSWERS")}</th><th scope="col">SERVICE</th></tr></thead>
            <tbody>${shown.map((name) => row(name, actions))}</tbody></table></div>
          <h3>/etc/resolv.conf</h3><pre class="dig">${told.resolv_conf || t("empty")}</pre>` : html`<p class="quiet-words">${t("Loading")}</p>`}</div>
        ${questions.length ? html`<div><h3>${t("Asked by the last trace")} <span>${lookup?.name}</span></h3>
          ${questions.map((question) => html`<details class="answer" ?open=${question === open}><summary><code>${question.name}</code> ${question.type} <span class="badge" data-tone=${question.answers.length ? "good" : question.rcode === "NOERROR" ? "plain" : "bad"}>${question.rcode === "NOERROR" && !question.answers.length ? "NODATA" : question.rcode}</span></summary>
            <pre class="dig" tabindex="0">${dig(question)}</pre></details>`)}</div>` : nothing}
      </div>`,
    place,
  );
}

const TYPES = ["A", "AAAA", "SRV", "CNAME", "PTR", "TXT", "NS", "SOA", "ANY"];

/** @param {Name} name @param {any} actions */
function row({ name, short, service, rcode, why, records }, actions) {
  const type = name.startsWith("_") ? "SRV" : "A";
  return html`<tr><td><button type="button" class="link mono" title=${t("Ask for it")} @click=${() => actions.ask(short || name, type)}>${short || name}</button></td><td>${name}</td>
    <td class="wrap">${records.join("\n") || html`${rcode === "NOERROR" ? "NODATA" : rcode}${why ? html` <span class="prose-cell">${why}</span>` : nothing}`}</td>
    <td>${actions.shows(service) ? html`<button type="button" class="link mono" @click=${() => actions.select(service)}>${service.replace(/^service:/, "")}</button>` : service.replace(/^service:/, "")}</td></tr>`;
}

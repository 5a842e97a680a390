/** The traces before this one: to see one of them again, or beside this one. */
import { html, nothing } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { placeWords, sourceOf } from "../objects.js";
import { close, openAt } from "../popup.js";
import { aligned } from "./aligned.js";
import { ending } from "./reduce.js";

/** @typedef {import("../types.js").Trace} Trace */

/** @typedef {{recall: (index: number) => void, compare: (index: number|null) => void, fill: (form: {}) => void}} Earlier */

/** Whether the list is open: only then it is drawn. */
let listed = false;

/** @param {import("../types.js").State} state @param {Earlier} actions */
export function earlier({ earlier: past, trace }, { recall, compare, fill }) {
  if (!past.length) return nothing;
  const list = () => /** @type {HTMLElement} */ (document.getElementById("earlier"));
  /** @param {() => void} act */
  const chosen = (act) => () => { close(list()); act(); };
  return html`<button type="button" class="quiet small" popovertarget="earlier">${tn(past.length, "{n} earlier trace", "{n} earlier traces")}</button>
    <div id="earlier" class="choices earlier" popover aria-label=${t("Earlier traces")} role="dialog"
      @beforetoggle=${(/** @type {any} */ event) => { listed = event.newState === "open"; fill({}); }}
      @toggle=${(/** @type {any} */ event) => { if (event.newState === "open") openAt(event.target, /** @type {HTMLElement} */ (event.target.previousElementSibling)); }}>
      ${listed ? html`<ul>${past.map((one, index) => html`<li>${end(one)} <span class="mono">${asked(one)}</span><span class="earlier-actions">
        <button type="button" class="small" @click=${chosen(() => recall(index))}>${t("Show")}</button>
        ${trace ? html`<button type="button" class="small" @click=${chosen(() => compare(index))}>${t("Compare")}</button>` : nothing}</span></li>`)}</ul>` : nothing}</div>`;
}

const BAD = new Set(["REFUSED", "REJECTED", "DROPPED", "TIMEOUT", "NXDOMAIN", "NODATA"]);

/** @param {string} disposition */
export const tone = (disposition) => (disposition === "DELIVERED" ? "good" : BAD.has(disposition) ? "bad" : "plain");

/** @param {Trace} trace */
export const end = (trace) => html`<span class="badge" data-tone=${tone(ending(trace).disposition)}>${ending(trace).disposition}</span>`;

/** @param {Trace} trace */
const asked = (trace) => t("{source} to {target}", { source: sourceOf(trace.source) || trace.source, target: trace.target });

/** Two traces side by side; what only one of them has stands out. @param {Trace} trace @param {Trace} other @param {Earlier} actions */
export function comparison(trace, other, { compare }) {
  const pairs = aligned(other, trace);
  const first = pairs.findIndex((pair) => !pair.kin);
  return html`<div class="comparison" role="region" aria-label=${t("Two traces side by side")} tabindex="0">
    <table><thead><tr>
      <th scope="col">${t("Before")} ${end(other)} <span class="mono">${asked(other)}</span></th>
      <th scope="col">${t("Now")} ${end(trace)} <span class="mono">${asked(trace)}</span></th></tr></thead>
      <tbody>${pairs.map((pair, index) => html`<tr data-same=${pair.same} data-alone=${!pair.kin} data-first=${index === first}>${[pair.left, pair.right].map((line) => html`<td>${line ? html`<span class="quiet-words">${placeWords(line.place)}</span> ${line.sentence}` : nothing}</td>`)}</tr>`)}</tbody></table>
    <p>${first < 0 ? t("Both took the same steps.") : t("Where they part is marked.")} <button type="button" class="small" @click=${() => compare(null)}>${t("Back to the trace")}</button></p>
  </div>`;
}

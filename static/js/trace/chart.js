/** Where many requests ended: a bar and a number for each place, with a line where its exact share would be. */
import { html, nothing } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { placeWords } from "../objects.js";

/** The same in one sentence. @param {import("./spread.js").Distribution} told */
export const spreadWords = ({ count, ends }) => t("{requests}: {ends}", {
  requests: tn(count, "{n} request", "{n} requests"),
  ends: ends.map((end) => t("{place} {n}", { place: placeWords(end.place), n: end.count })).join(", "),
});

/** @param {import("./spread.js").Distribution} told @param {import("./panel.js").Actions} actions */
export function chart({ count, ends, remembered }, actions) {
  const most = Math.max(1, ...ends.flatMap((end) => [(100 * end.count) / count, end.percent])); // the longest bar is whole
  const scaled = (/** @type {number} */ percent) => (100 * percent) / most;
  return html`<div class="side-block spread"><p class="side-title" id="spread-title">${tn(count, "{n} request", "{n} requests")}</p>
    <table aria-labelledby="spread-title"><thead class="visually-hidden"><tr><th scope="col">${t("Ended at")}</th><th></th><th scope="col">${t("Requests")}</th><th scope="col">${t("Share of the first")}</th></tr></thead>
    <tbody>${ends.map((end) => html`<tr>
      <td>${actions.shows(end.place) ? html`<button type="button" class="link" @click=${() => actions.select(end.place)}>${placeWords(end.place)}</button>` : placeWords(end.place)}${end.disposition === "DELIVERED" ? nothing : html` <span class="quiet-words">${end.disposition}</span>`}</td>
      <td><svg class="share-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="share-all" width="100" height="10"/><rect width=${scaled((100 * end.count) / count)} height="10"/><rect class="share-exact" x=${Math.min(99.2, scaled(end.percent))} y="-1" width="0.8" height="12"/></svg></td>
      <td class="mono">${end.count}</td><td class="mono quiet-words">${end.probability}</td></tr>`)}</tbody></table>
    <p class="quiet-words">${remembered
      ? t("Session affinity: nodes remember where the first request of this client went, and send the others after it. The shares are those of the first.")
      : t("Each request is drawn anew. The line is the exact share; the more requests, the nearer they come to it.")}</p></div>`;
}

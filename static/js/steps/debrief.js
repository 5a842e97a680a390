/** After the last step: what to take home, the own world beside the model solution's, and where to go on. */
import { html, nothing, unsafeHTML } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { inline } from "../inline.js";
import { mark } from "../marks.js";
import { afterWords } from "./troubles.js";

/**
 * @typedef {import("../types.js").Debrief} Debrief
 * @typedef {import("./panel.js").Actions} Actions
 */

/** @param {import("../types.js").State} state @param {Actions} actions */
export function debrief({ debrief: found, revision }, actions) {
  const { next } = actions;
  return html`<section class="block" id="home" tabindex="-1" aria-label=${t("What to take home")}>
    ${found?.html ? html`<h3>${t("What to take home")}</h3><div class="prose">${unsafeHTML(found.html)}</div>` : nothing}
    ${found?.rows.length ? behaviour(found, revision, actions) : nothing}
    ${found?.texts.length ? texts(found) : nothing}
    <p class="step-on">${next ? html`<a class="button primary" href=${next.url}>${t("Next lab: {title}", { title: next.title })}</a> ` : nothing}<a href="/">${t("All labs")}</a></p>
  </section>`;
}

/** @param {Debrief} found @param {number} revision @param {Actions} actions */
function behaviour(found, revision, actions) {
  const different = found.rows.filter((row) => !row.same).length;
  const said = different
    ? tn(different, "One probe ends otherwise than in the model solution.", "{n} probes end otherwise than in the model solution.")
    : t("Whatever the checks ask, your world and that of the model solution answer the same.");
  return html`<h3>${t("Yours and the model solution")}</h3>
    <p>${said}</p>
    ${found.solutions.length > 1 ? html`<label class="field"><span>${t("Compared with")}</span><select class="input" @change=${(/** @type {any} */ event) => actions.debrief(event.target.value)}>
      ${found.solutions.map((name) => html`<option value=${name} ?selected=${name === found.solution}>${name}</option>`)}</select></label>` : nothing}
    ${found.revision === revision ? nothing : html`<p class="quiet-words">${t("The cluster has changed since.")} <button type="button" class="link" @click=${() => actions.debrief(found.solution)}>${t("Compare again")}</button></p>`}
    <ul class="debrief-rows">${found.rows.map((row) => html`<li class="debrief-row" data-same=${row.same}>
      <div class="debrief-head">${mark(row.same ? "passed" : "info", "check-mark", row.same ? t("the same") : t("different"))}<span>${inline(row.title)}</span></div>
      <p class="quiet-words"><code>${row.probe}</code></p>
      ${afterWords(row.after)}
      <table class="debrief-cells"><thead class="visually-hidden"><tr><th scope="col">${t("What")}</th><th scope="col">${t("Yours")}</th><th scope="col">${t("Model solution")}</th></tr></thead>
        <tbody>${row.cells.map((cell) => html`<tr data-same=${cell.same}><th scope="row">${cell.label}</th>${cell.same
          ? html`<td colspan="2">${cell.own}</td>`
          : html`<td><span class="debrief-of">${t("yours")}</span>${cell.own || t("nothing")}</td><td><span class="debrief-of">${t("model")}</span>${cell.model || t("nothing")}</td>`}</tr>`)}</tbody></table>
      ${row.cells.filter((cell) => cell.difference).map((cell) => html`<p>${cell.difference}</p>`)}
      ${row.why ? html`<p>${row.why}</p>` : nothing}</li>`)}</ul>`;
}

/** Both texts in one, marked by sign and colour. @param {Debrief} found */
function texts({ texts: files }) {
  const signs = { same: " ", own: "−", model: "+" };
  const of = { same: "", own: t("yours"), model: t("model") };
  return html`<details class="debrief-texts"><summary>${t("The two texts, line by line")}</summary>
    <p class="quiet-words">${t("− stands only in yours, + only in the model solution.")}</p>
    ${files.map((file) => html`<h4>${file.path}</h4>
      ${file.lines.every((line) => line.of === "same") ? html`<p class="quiet-words">${t("The same, letter by letter.")}</p>` : html`<pre class="debrief-text" tabindex="0">${file.lines.map((line) => html`<span class="debrief-line" data-of=${line.of}><span aria-hidden="true">${signs[line.of]} </span>${of[line.of] ? html`<span class="visually-hidden">${of[line.of]}: </span>` : nothing}${line.text}
</span>`)}</pre>`}`)}</details>`;
}

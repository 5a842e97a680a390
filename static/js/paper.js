/** What is printed: the steps that are open, the files as they are applied, and the picture. Drawn only while printing. */
import { html, nothing, render, unsafeHTML } from "vendor/lit";
import { t } from "./i18n.js";
import { inline } from "./inline.js";
import { Picture } from "./picture/picture.js";

/** @typedef {import("./types.js").State} State */

/** @param {import("./store.js").Store} store */
export function paper(store) {
  /** @type {HTMLElement|null} */
  let sheet = null;
  addEventListener("beforeprint", () => {
    const place = document.createElement("div");
    place.className = "paper";
    document.body.append(place);
    render(page(store.state), place);
    const picture = new Picture(/** @type {HTMLElement} */ (place.querySelector(".paper-picture")), { still: true });
    picture.label(true);
    picture.show(store.state.nodes, store.state.edges);
    sheet = place;
  });
  addEventListener("afterprint", () => { sheet?.remove(); sheet = null; });
}

/** @param {State} state */
function page(state) {
  const { lab, applied } = state;
  return html`<h1>${lab ? lab.title : t("Sandbox")}</h1>
    ${lab ? lab.steps.map((step, index) => instructions(step, index, state)) : nothing}
    <h2>${t("Files as applied")}</h2>
    ${applied.length ? applied.map((file) => html`<h3>${file.path}</h3><pre>${file.text}</pre>`) : html`<p>${t("Nothing is applied yet.")}</p>`}
    <h2>${t("The cluster")}</h2>
    <div class="picture paper-picture" aria-hidden="true"></div>`;
}

/** @param {import("./types.js").LabStep} step @param {number} index @param {State} state */
function instructions(step, index, { progress }) {
  const made = progress?.steps[step.id];
  return html`<section><h2>${t("Step {n}: {title}", { n: index + 1, title: step.title })}</h2>
    ${made?.open === false ? html`<p>${t("An earlier step comes first.")}</p>` : html`<div class="prose">${unsafeHTML(step.html)}</div>
      <ul class="paper-checks">${step.checks.map((check) => html`<li data-done=${made?.passed ?? false}>${inline(check.title)}</li>`)}</ul>`}</section>`;
}

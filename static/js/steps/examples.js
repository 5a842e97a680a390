/** The sandbox's starter menu. */
import { html, nothing, render } from "vendor/lit";
import { t } from "../i18n.js";

/**
 * @typedef {{slug?: string, name?: string, title: string, summary?: string, files: import("../types.js").File[]}} Example
 * @param {HTMLElement} place
 * @param {Example[]} examples
 * @param {(example: Example) => void} use
 */
export function drawExamples(place, examples, use) {
  render(
    html`
      <div class="prose"><h2>${t("Sandbox")}</h2>
        <p>${t("A cluster of your own. Write YAML, apply it, and ask questions from any pod, from a node, or from outside. Reset gives a new cluster.")}</p></div>
      ${examples.length ? html`<section class="block" aria-label=${t("Examples")}><h3>${t("Start with an example")}</h3>
        <ul class="example-list">${examples.map((example) => html`<li><button type="button" @click=${() => use(example)}>
          <strong>${example.title}</strong>${example.summary ? html`<span>${example.summary}</span>` : nothing}</button></li>`)}</ul>
        <p class="quiet-words">${t("An example replaces the text in the editor. The cluster changes when you apply it.")}</p></section>` : nothing}`,
    place,
  );
}

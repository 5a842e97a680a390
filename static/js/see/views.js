/** NOW | GOAL | CHANGES: which of them is chosen, what it shows in a sentence, and the changes as a list. */
import { html, nothing, render } from "vendor/lit";
import { tn, t } from "../i18n.js";
import { markTag } from "../panels/words.js";
import { changeWords } from "./changes.js";

/** @typedef {import("../types.js").State["view"]} View */

/** @type {[View, string, string][]} */
const VIEWS = [
  ["now", t("Now"), t("The cluster as it is")],
  ["goal", t("Goal"), t("The cluster with this lab solved")],
  ["changes", t("Changes"), t("What Apply would change, or what the last command has changed")],
];

/** Of more changes than this the rest is counted. */
const TOLD = 60;

/**
 * @param {HTMLElement} place
 * @param {{view: View, goal: boolean, count: number, choose: (view: View) => void}} how  `count` of what a preview would change
 */
export function drawViews(place, { view, goal, count, choose }) {
  render(
    VIEWS.filter(([name]) => name !== "goal" || goal).map(([name, word, title]) => html`<button type="button" class="segment" data-view=${name} aria-pressed=${view === name} title=${title}
      @click=${() => choose(name)}>${word}${name === "changes" && count ? html` <span class="count" aria-label=${tn(count, "{n} change", "{n} changes")}>${count}</span>` : nothing}</button>`),
    place,
  );
}

/**
 * @param {HTMLElement} place
 * @param {import("./shown.js").Shown} shown
 * @param {{opened: number, close: () => void}} groups  how many groups are opened, and how they are closed again
 */
export function drawNote(place, { note }, { opened, close }) {
  place.hidden = !note;
  render(note ? html`<span>${note}</span>${opened ? html`<button type="button" class="quiet small" @click=${close}>${t("Back to groups")}</button>` : nothing}` : nothing, place);
}

/** @param {HTMLElement} place @param {import("./shown.js").Shown} shown @param {(id: string) => void} select */
export function drawChanges(place, shown, select) {
  const changes = changeWords(shown);
  place.hidden = !changes.length;
  render(
    html`<ul class="change-list">${changes.slice(0, TOLD).map(({ id, mark, text, facts }) => html`<li data-ids=${id} data-mark=${mark}>
      ${markTag(mark)}<button type="button" class="link" @click=${() => select(id)}>${text}</button>${facts.length ? html`<span class="change-facts">${facts.join("; ")}</span>` : nothing}</li>`)}
      ${changes.length > TOLD ? html`<li>${tn(changes.length - TOLD, "and {n} more", "and {n} more")}</li>` : nothing}</ul>`,
    place,
  );
}

/** What happened, as a quiet list: the latest command first, each line leading to its object. */
import { html, nothing, render, repeat } from "vendor/lit";
import { clock } from "../clock.js";
import { t } from "../i18n.js";
import { placeOf } from "../objects.js";
import { after, chapters } from "./account.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {{select: (place: string) => void, object: (key: import("../types.js").ObjectKey) => void}} Actions
 * @param {HTMLElement} place
 * @param {State} state
 * @param {Actions} actions
 */
export function drawAccount(place, state, actions) {
  const found = chapters(state.account);
  render(
    found.length
      ? html`<div class="account">${repeat(found, (chapter) => chapter.id, (chapter, index) => html`<section class="chapter">
          <h3>${chapter.title ?? t("Earlier")} <time>${clock(chapter.time)}</time></h3>
          ${chapter.lines.length
            ? html`<div role=${index ? nothing : "log"} aria-label=${index ? nothing : t("What happened")}><ol>${repeat(chapter.lines, (line) => line.id, (line, row) => html`<li><span class="account-time">${same(chapter, row) ? nothing : after(line.time - chapter.time)}</span>${told(line, state, actions)}</li>`)}</ol></div>`
            : html`<p class="quiet-words">${t("Nothing followed from it yet.")}</p>`}</section>`)}</div>`
      : html`<p class="empty">${t("Nothing has happened yet. Apply a file, or choose a part of the picture and let something happen to it: what the controllers do about it is told here.")}</p>`,
    place,
  );
}

/** Under the picture of a narrow page: the menu, and the last thing that happened. @param {HTMLElement} place @param {State} state @param {{world: (event: Event) => void, open: () => void}} actions */
export function drawLast(place, { account }, { world, open }) {
  const last = account.at(-1);
  render(
    html`<button type="button" class="small" aria-haspopup="dialog" aria-controls="world-menu" @click=${world}>${t("World")}</button>
      ${last ? html`<button type="button" class="account-line" title=${last.text} @click=${open}>${last.text}</button>` : nothing}`,
    place,
  );
}

/** Whether a line is of the same second as the one above it. @param {import("./account.js").Chapter} chapter @param {number} row */
const same = ({ lines, time }, row) => after(lines[row].time - time) === (row ? after(lines[row - 1].time - time) : "");

/** @param {import("../types.js").AccountLine} line @param {State} state @param {Actions} actions */
function told({ text, object }, state, actions) {
  if (!object) return html`<span>${text}</span>`;
  const shape = placeOf(object);
  const shown = shape in state.nodes;
  if (!shown && !(`${object.kind}/${object.namespace}/${object.name}` in state.rows)) return html`<span>${text}</span>`;
  return html`<button type="button" class="account-line" data-chosen=${shown && shape === state.selected} @click=${() => (shown ? actions.select(shape) : actions.object(object))}>${text}</button>`;
}

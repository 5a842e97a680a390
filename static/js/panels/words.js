/** The picture's two other forms: the same scene as tables and as sentences, with the same marks. */
import { html, nothing, render } from "vendor/lit";
import { markWord } from "../picture/compare.js";
import { sentences } from "../picture/sentences.js";
import { tables } from "../picture/tables.js";

/**
 * @typedef {import("../see/shown.js").Shown} Shown
 * @typedef {import("../picture/compare.js").Mark} Mark
 */

/** What becomes of the first of several things, or of any. @param {Shown} shown @param {string[]} ids @returns {Mark|undefined} */
const markOf = ({ marks }, ids) => marks.get(ids[0]) ?? (ids.some((id) => marks.has(id)) ? "changed" : undefined);

/** @param {Mark|undefined} mark */
export const markTag = (mark) => (mark ? html`<span class=${`change-word change-${mark}`}>${markWord(mark)}</span> ` : nothing);

/** @param {HTMLElement} place @param {Shown} shown */
export function drawSentences(place, shown) {
  render(
    html`<div class="sentences">${sentences(shown.nodes, shown.edges).map((block) => html`<h3>${block.title}</h3><ul>${block.sentences.map(({ ids, text }) => {
        const mark = markOf(shown, ids);
        return html`<li data-ids=${ids.join(" ")} data-mark=${mark ?? nothing}>${markTag(mark)}${mark === "removed" ? html`<del>${text}</del>` : text}</li>`;
      })}</ul>`)}</div>`,
    place,
  );
}

/** @param {HTMLElement} place @param {Shown} shown @param {{selected: string|null, select: (id: string) => void}} choice */
export function drawSceneTables(place, shown, { selected, select }) {
  render(
    html`<div class="sheet">${tables(shown.nodes, shown.edges).map((table) => html`
      <h3>${table.title} <span>${table.rows.length}</span></h3>
      <div class="scroll-x"><table class="grid">
        <thead><tr>${table.columns.map((column) => html`<th scope="col">${column.toUpperCase()}</th>`)}</tr></thead>
        <tbody>${table.rows.map((row) => {
          const mark = markOf(shown, row.ids);
          return html`<tr data-ids=${row.ids.join(" ")} data-mark=${mark ?? nothing} data-selected=${row.id === selected}>${row.cells.map((cell, index) => html`<td class=${index > 2 ? "wrap" : ""}>
            ${index === 0 ? markTag(mark) : nothing}${index === 0 && shown.nodes[row.id] ? html`<button type="button" class="link mono" @click=${() => select(row.id)}>${cell}</button>` : cell}</td>`)}</tr>`;
        })}</tbody>
      </table></div>`)}</div>`,
    place,
  );
}

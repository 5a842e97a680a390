/** The picture's two other forms: the same scene as tables and as sentences. */
import { html, render } from "vendor/lit";
import { sentences, tables } from "../picture/words.js";

/** @param {HTMLElement} place @param {import("../types.js").State} state */
export function drawSentences(place, state) {
  render(
    html`<div class="sentences">${sentences(state.nodes, state.edges).map((block) => html`<h3>${block.title}</h3><ul>${block.sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`)}</div>`,
    place,
  );
}

/** @param {HTMLElement} place @param {import("../types.js").State} state @param {(id: string) => void} select */
export function drawSceneTables(place, state, select) {
  render(
    html`<div class="sheet">${tables(state.nodes, state.edges).map((table) => html`
      <h3>${table.title} <span>${table.rows.length}</span></h3>
      <div class="scroll-x"><table class="grid">
        <thead><tr>${table.columns.map((column) => html`<th scope="col">${column.toUpperCase()}</th>`)}</tr></thead>
        <tbody>${table.rows.map((row) => html`<tr data-selected=${row.id === state.selected}>${row.cells.map((cell, index) => html`<td class=${index > 2 ? "wrap" : ""}>
          ${index === 0 && state.nodes[row.id] ? html`<button type="button" class="link mono" @click=${() => select(row.id)}>${cell}</button>` : cell}</td>`)}</tr>`)}</tbody>
      </table></div>`)}</div>`,
    place,
  );
}

/** The table of objects, kind by kind, as kubectl prints them; beside it the YAML of the chosen one. */
import { html, nothing, render, repeat } from "vendor/lit";
import { t } from "../i18n.js";
import { placeOf } from "../objects.js";
import { yamlView } from "./yaml.js";

/**
 * @typedef {{object: (key: import("../types.js").ObjectKey) => void, remove: (key: import("../types.js").ObjectKey) => void, close: () => void,
 *   toggle: (change: {managed?: boolean, authors?: boolean}) => void, origin: (origin: import("../types.js").Origin) => void, select: (place: string) => void}} Actions
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 * @param {{managed: boolean, authors: boolean}} wanted
 * @param {Actions} actions
 */
export function drawObjects(place, state, wanted, actions) {
  const rows = Object.values(state.rows).filter((row) => row.namespace !== "kube-system");
  const tables = Object.entries(state.columns)
    .map(([kind, columns]) => ({
      kind, columns,
      rows: rows.filter((row) => row.kind === kind).sort((a, b) => a.namespace.localeCompare(b.namespace) || a.name.localeCompare(b.name, "en", { numeric: true })),
    }))
    .filter((table) => table.rows.length);
  const several = new Set(rows.map((row) => row.namespace).filter(Boolean)).size > 1;
  const { object } = state;
  render(
    html`${leftovers(state.leftovers, actions.remove)}
      <div class="objects" data-open=${Boolean(object)}><div class="sheet">${tables.map(({ kind, columns, rows: lines }) => html`
        <h3>${kind} <span>${lines.length}</span></h3>
        <div class="scroll-x"><table class="grid">
          <thead><tr>${several && lines[0].namespace ? html`<th scope="col">NAMESPACE</th>` : nothing}${columns.map((column) => html`<th scope="col">${column.toUpperCase()}</th>`)}</tr></thead>
          <tbody>${repeat(lines, (row) => row.id, (row) => html`<tr data-changed=${state.changed.includes(placeOf(row))} data-selected=${isShown(object, row) || (Boolean(state.selected) && placeOf(row) === state.selected)}>
            ${several && row.namespace ? html`<td>${row.namespace}</td>` : nothing}
            ${row.cells.map((cell, index) => html`<td title=${String(cell).length > 40 ? cell : nothing}>${index === 0 ? html`<button type="button" class="link mono" aria-current=${isShown(object, row) ? "true" : nothing} @click=${() => actions.object(row)}>${cell}</button>` : cell}</td>`)}</tr>`)}</tbody>
        </table></div>`)}</div>
      ${object ? yamlView(object, { ...wanted, gone: isGone(state) }, { ...actions, select: placeOf(object) in state.nodes ? () => actions.select(placeOf(object)) : null }) : nothing}</div>`,
    place,
  );
}

/** @param {import("../types.js").State["object"]} object @param {import("../types.js").ObjectKey} row */
const isShown = (object, row) => object?.kind === row.kind && object.namespace === row.namespace && object.name === row.name;

/** Whether the shown object is no longer there; of kinds without a table nobody can tell. @param {import("../types.js").State} state */
export const isGone = ({ object, columns, rows }) => Boolean(object && object.kind in columns && !(`${object.kind}/${object.namespace}/${object.name}` in rows));

/**
 * Objects that were applied from the files and stand in them no more.
 * @param {import("../types.js").ObjectKey[]} keys
 * @param {(key: import("../types.js").ObjectKey) => void} remove
 */
function leftovers(keys, remove) {
  if (!keys.length) return nothing;
  return html`<div class="leftovers" role="group" aria-label=${t("Left over")}>
    <span>${t("Still in the cluster, no longer in the files:")}</span>
    ${keys.map((key) => html`<span><code>${key.kind}/${key.name}</code> <button type="button" class="small danger" aria-label=${t("Delete {kind} {name}", { kind: key.kind, name: key.name })} @click=${() => remove(key)}>${t("Delete")}</button></span>`)}
  </div>`;
}

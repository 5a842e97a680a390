/** The cluster's events, newest first. */
import { html, nothing, render, repeat } from "vendor/lit";
import { clock } from "../clock.js";
import { t, tn } from "../i18n.js";
import { mark } from "../marks.js";
import { placeOf } from "../objects.js";

/**
 * @typedef {{filter: string, warnings: boolean}} Wanted
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 * @param {Wanted} wanted
 * @param {{choose: (change: Partial<Wanted>) => void, select: (place: string) => void, object: (key: import("../types.js").ObjectKey) => void, shows: (place: string) => boolean}} actions
 */
export function drawEvents(place, state, wanted, actions) {
  const words = wanted.filter.toLowerCase();
  const events = [...state.events]
    .filter((event) => (!wanted.warnings || event.type === "Warning") && `${event.reason} ${event.object} ${event.namespace} ${event.message}`.toLowerCase().includes(words))
    .sort((a, b) => b.time - a.time || b.id.localeCompare(a.id));
  render(
    state.events.length
      ? html`<div class="toolbar">
          <label class="field"><span>${t("Find")}</span><input type="search" .value=${wanted.filter} @input=${(/** @type {any} */ event) => actions.choose({ filter: event.target.value })}></label>
          <label class="check"><input type="checkbox" .checked=${wanted.warnings} @change=${(/** @type {any} */ event) => actions.choose({ warnings: event.target.checked })}> ${t("Only warnings")}</label>
          <span class="quiet-words">${tn(events.length, "{n} event", "{n} events")}</span></div>
        <div class="sheet scroll-x"><table class="grid">
          <thead><tr><th scope="col">${t("TIME")}</th><th scope="col">TYPE</th><th scope="col">REASON</th><th scope="col">OBJECT</th><th scope="col">MESSAGE</th></tr></thead>
          <tbody>${repeat(events, (event) => `${event.id} ${event.count}`, (event) => html`<tr data-type=${event.type}>
            <td>${clock(event.time)}</td><td>${event.type === "Warning" ? mark("warning") : nothing} ${event.type}</td><td>${event.reason}</td><td>${about(event, actions)}</td>
            <td class="wrap">${event.message}${event.count > 1 ? ` (x${event.count})` : ""}</td></tr>`)}</tbody></table></div>`
      : html`<p class="empty">${t("Nothing has happened yet. Apply a manifest, and what the controllers do about it is told here.")}</p>`,
    place,
  );
}

/** The object that an event is about: in the picture, or as YAML. @param {import("../types.js").ClusterEvent} event @param {any} actions */
function about({ object, namespace }, actions) {
  const [kind, name] = object.split("/");
  const key = { kind, name, namespace: kind === "Node" ? "" : namespace };
  const place = placeOf(key);
  return html`<button type="button" class="link mono" @click=${() => (actions.shows(place) ? actions.select(place) : actions.object(key))}>${object}</button>`;
}

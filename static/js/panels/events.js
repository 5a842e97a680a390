/** The cluster's events, newest first. */
import { html, render, repeat } from "vendor/lit";
import { clock } from "../clock.js";

/**
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 */
export function drawEvents(place, state) {
  const events = [...state.events].sort((a, b) => b.time - a.time || b.id.localeCompare(a.id));
  render(
    events.length
      ? html`<div class="sheet scroll-x"><table class="grid">
          <thead><tr><th scope="col">TIME</th><th scope="col">TYPE</th><th scope="col">REASON</th><th scope="col">OBJECT</th><th scope="col">MESSAGE</th></tr></thead>
          <tbody>${repeat(events, (event) => `${event.id} ${event.count}`, (event) => html`<tr data-type=${event.type}>
            <td>${clock(event.time)}</td><td>${event.type}</td><td>${event.reason}</td><td>${event.object}</td>
            <td class="wrap">${event.message}${event.count > 1 ? ` (x${event.count})` : ""}</td></tr>`)}</tbody></table></div>`
      : html`<p class="empty">Nothing has happened yet. Apply a manifest, and what the controllers do about it is told here.</p>`,
    place,
  );
}

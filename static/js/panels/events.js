/** The cluster's events, newest first. */
import { html, render, repeat } from "vendor/lit";
import { clock } from "../clock.js";
import { t } from "../i18n.js";

/**
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 */
export function drawEvents(place, state) {
  const events = [...state.events].sort((a, b) => b.time - a.time || b.id.localeCompare(a.id));
  render(
    events.length
      ? html`<div class="sheet scroll-x"><table class="grid">
          <thead><tr>${[t("Time"), t("Type"), t("Reason"), t("Object"), t("Message")].map((name) => html`<th scope="col">${name.toUpperCase()}</th>`)}</tr></thead>
          <tbody>${repeat(events, (event) => `${event.id} ${event.count}`, (event) => html`<tr data-type=${event.type}>
            <td>${clock(event.time)}</td><td>${event.type}</td><td>${event.reason}</td><td>${event.object}</td>
            <td class="wrap">${event.message}${event.count > 1 ? ` (x${event.count})` : ""}</td></tr>`)}</tbody></table></div>`
      : html`<p class="empty">${t("Nothing has happened yet. Apply a manifest, and what the controllers do about it is told here.")}</p>`,
    place,
  );
}

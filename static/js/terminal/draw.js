/** The console: a log that screen readers follow, and a labelled line below it. Whatever was printed is text. */
import { html, nothing, render, repeat, live } from "vendor/lit";
import { either, t } from "../i18n.js";
import { slots } from "../inline.js";

/**
 * @typedef {import("./transcript.js").Entry} Entry
 * @typedef {{entries: Entry[], prompt: string, text: string, choices: string[], busy: boolean, following: boolean, search: string|null}} Shown
 *   `following`: the line that runs goes on telling; `search`: what a search of earlier lines has found
 * @typedef {{input: (event: InputEvent) => void, key: (event: KeyboardEvent) => void, run: () => void, complete: () => void,
 *   previous: () => void, stop: () => void, select: (place: string) => void, tried: (line: string) => void}} Actions
 */

const FIRST = ["kubectl get pods", "kubectl get services", "help"];
const TALLEST = 8;

/** @param {HTMLElement} place @param {Shown} shown @param {Actions} actions */
export function draw(place, shown, actions) {
  const { entries, prompt, text, busy, following, search } = shown;
  const latest = entries.findLast((entry) => entry.kind === "line")?.id ?? 0;
  render(
    html`<div class="terminal" @click=${(/** @type {MouseEvent} */ event) => focusOn(place, event)}>
      ${entries.length ? nothing : html`<p class="empty">${slots(t("Talk to the cluster here, with kubectl as at work. Try {lines}."), {
        lines: either(FIRST, (line) => html`<button type="button" class="link mono" @click=${() => actions.tried(line)}>${line}</button>`) })}</p>`}
      <div class="terminal-log" role="log" aria-live="polite" aria-label=${t("Terminal output")}>${repeat(entries, (entry) => entry.id, (entry) => block(entry, entry.id > latest, actions))}</div>
      <form class="terminal-form" aria-busy=${busy} @submit=${(/** @type {Event} */ event) => { event.preventDefault(); actions.run(); }}>
        <label for="terminal-input"><span class="visually-hidden">${t("Command line")}</span><span class="terminal-prompt">${search === null ? prompt : t("search: ")}</span></label>
        <textarea id="terminal-input" rows=${Math.min(TALLEST, text.split("\n").length)} spellcheck="false" autocapitalize="off" autocomplete="off"
          enterkeyhint="send" maxlength="4096" aria-describedby="terminal-keys" .value=${live(text)} @input=${actions.input} @keydown=${actions.key}></textarea>
        ${following ? html`<button type="button" class="small" @click=${actions.stop}>${t("Stop")}</button>` : nothing}
        <span class="terminal-touch">
          <button type="button" class="small" @click=${actions.previous} aria-label=${t("Previous line")}>↑</button>
          <button type="button" class="small" @click=${actions.complete}>Tab</button>
          <button type="submit" class="small primary">${t("Run")}</button>
        </span>
      </form>
      <p class="terminal-choices" role="status">${status(shown)}</p>
      <p id="terminal-keys" class="visually-hidden">${t("Enter runs the line, Tab completes it, arrow up and down bring earlier lines back, Ctrl R searches them. Ctrl C stops a line that goes on telling. Escape, then Tab, leaves.")}</p>
    </div>`,
    place,
  );
}

/** What stands below the line. @param {Shown} shown */
function status({ choices, busy, following, search, text }) {
  if (search !== null) return search || (text ? t("No earlier line has that.") : t("Type a part of an earlier line."));
  if (choices.length) return choices.join("  ");
  return following ? t("It goes on telling what happens. Ctrl C stops it.") : busy ? t("Running") : "";
}

/** Links of the latest answer are in the way of the Tab key, those of older ones are not. @param {Entry} entry @param {boolean} latest @param {Actions} actions */
function block({ kind, text, prompt, parts }, latest, actions) {
  if (kind === "line") return html`<div class="terminal-line"><span class="terminal-prompt">${prompt}</span>${text}</div>`;
  const shown = parts ? parts.map((part) => (part.place ? link(part.text, part.place, latest, actions) : part.text)) : text;
  return html`<div class="terminal-text" data-kind=${kind}>${shown}</div>`;
}

/** A link and no button: a selection across it is copied with the rest. @param {string} text @param {string} place @param {boolean} latest @param {Actions} actions */
function link(text, place, latest, actions) {
  return html`<a href="#see" tabindex=${latest ? 0 : -1} @click=${(/** @type {Event} */ event) => { event.preventDefault(); actions.select(place); }}>${text}</a>`;
}

/** A click beside the text leads to the line, unless text is being selected. @param {HTMLElement} place @param {MouseEvent} event */
function focusOn(place, event) {
  if (/** @type {Element} */ (event.target).closest("a, button, textarea") || String(getSelection())) return;
  place.querySelector("textarea")?.focus();
}

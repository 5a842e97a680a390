/** Record a lab: in the sandbox a start and a goal are defined; the checks that lead from one to the other are pruned and taken home. */
import { html, nothing, render } from "vendor/lit";
import { show } from "./dialog.js";
import { download } from "./editor/exchange.js";
import { t } from "./i18n.js";

/**
 * @typedef {{sequence: number, files: {path: string, text: string}[]}} Moment
 * @typedef {{name: string, title: string, changes: boolean, suggested: boolean}} Check
 * @typedef {{checks?: Check[], notes?: string[], file?: string, archive?: string|null, problem?: string}} Recording
 * @typedef {{send: (type: string, fields?: Record<string, any>) => void, files: () => {path: string, text: string}[]}} Page
 */

const LONGEST_TITLE = 80;

export class RecordDialog {
  /** @type {Moment|null} */
  #start = null;
  /** @type {Moment|null} */
  #goal = null;
  #title = "";
  /** What a reader has ticked otherwise than it was suggested. @type {Record<string, boolean>} */
  #ticked = {};
  #waiting = false;

  /** @param {HTMLElement} button @param {import("./store.js").Store} store @param {string} workspace @param {Page} page */
  constructor(button, store, workspace, page) {
    this.button = button;
    this.store = store;
    this.page = page;
    this.key = `recording-${workspace}`;
    this.#start = remembered(this.key);
    this.#mark();
    store.on(["recording"], ({ recording }) => {
      this.#waiting = false;
      if (recording?.archive && recording.file) download(recording.file, bytes(recording.archive), "application/zip");
      this.#draw();
    });
  }

  open = () => {
    show(t("Record a lab"), html`<div id="record-content" class="share"></div>`);
    this.#draw();
  };

  /** @returns {Moment} */
  #now() {
    return { sequence: this.store.state.sequence, files: this.page.files().map(({ path, text }) => ({ path, text })) };
  }

  #begin() {
    this.#start = this.#now();
    this.#goal = null;
    remember(this.key, this.#start);
    this.#mark();
    this.#draw();
  }

  #end() {
    this.#goal = this.#now();
    this.#ticked = {};
    this.#ask();
  }

  /** @param {string[]} [keep] the checks of the draft; without, only what there could be is asked */
  #ask(keep) {
    this.#waiting = true;
    this.page.send("record", { start: this.#start, goal: this.#goal, ...(keep ? { keep, title: this.#title.trim() } : {}) });
    this.#draw();
  }

  #mark() {
    this.button.toggleAttribute("data-running", Boolean(this.#start));
    this.button.title = this.#start ? t("Record a lab: the start is defined") : t("Record a lab");
  }

  #draw() {
    const place = document.getElementById("record-content");
    if (!place) return;
    const { recording } = this.store.state;
    render(
      html`<section>
          <p>${t("A lab leads from a start to a goal. Make the cluster and the files as a learner shall find them, and define the start. Then do what the learner shall do, and define the goal. What differs becomes the lab's checks.")}</p>
          <div class="share-files">
            <button type="button" class=${this.#start ? "" : "primary"} ?disabled=${this.#waiting} @click=${() => this.#begin()}>${this.#start ? t("Define the start anew") : t("Define start")}</button>
            <button type="button" class=${this.#start && !this.#goal ? "primary" : ""} ?disabled=${!this.#start || this.#waiting} @click=${() => this.#end()}>${this.#goal ? t("Define the goal anew") : t("Define goal")}</button>
          </div>
          <p role="status">${this.#told(recording)}</p>
        </section>
        ${this.#goal && recording?.problem ? html`<p class="record-problem" role="alert">${recording.problem}</p>` : nothing}
        ${this.#goal && recording?.checks ? this.#choice(recording.checks, recording.notes ?? []) : nothing}`,
      place,
    );
  }

  /** @param {Recording|null} recording */
  #told(recording) {
    if (!this.#start) return t("Neither is defined yet.");
    if (this.#waiting) return t("The draft is played ...");
    if (!this.#goal) return t("The start is defined. Close this, solve the task in the editor or the terminal, and come back to define the goal.");
    if (recording?.archive) return t("{file} is downloaded. manage.py importlabs takes it; texts that are yours to write begin with TO WRITE.", { file: recording.file ?? "" });
    return recording?.checks ? t("Start and goal are defined. Untick what the lab shall not demand.") : "";
  }

  /** @param {Check} check */
  #wanted = ({ name, suggested }) => this.#ticked[name] ?? suggested;

  /** @param {Check[]} checks @param {string[]} notes */
  #choice(checks, notes) {
    const kept = checks.filter(this.#wanted).map(({ name }) => name);
    const take = () => this.#title.trim() && kept.length && !this.#waiting && this.#ask(kept);
    return html`${this.#group(t("The start fails these"), checks.filter(({ changes }) => changes))}
      ${this.#group(t("These hold at the start, and must stay so"), checks.filter(({ changes }) => !changes))}
      ${notes.length ? html`<ul class="record-notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
      <div class="share-copy">
        <label class="field"><span>${t("Title of the lab")}</span>
          <input id="record-title" maxlength=${LONGEST_TITLE} .value=${this.#title} @input=${(/** @type {any} */ event) => { this.#title = event.target.value; this.#draw(); }}
            @keydown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter") { event.preventDefault(); take(); } }}></label>
        <button type="button" class="primary" ?disabled=${!this.#title.trim() || !kept.length || this.#waiting} @click=${take}>${t("Download draft")}</button>
      </div>`;
  }

  /** @param {string} legend @param {Check[]} checks */
  #group(legend, checks) {
    if (!checks.length) return nothing;
    return html`<fieldset class="record-checks"><legend>${legend}</legend>
      ${checks.map((check) => html`<label><input type="checkbox" name=${check.name} .checked=${this.#wanted(check)}
        @change=${(/** @type {any} */ event) => { this.#ticked[check.name] = event.target.checked; this.#draw(); }}> <span>${check.title}</span></label>`)}
    </fieldset>`;
  }
}

/** @param {string} text in base64 */
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** For this tab, over a reload. @param {string} key @param {Moment} start */
function remember(key, start) {
  try {
    sessionStorage.setItem(key, JSON.stringify(start));
  } catch {
    // Nothing to do: it holds until the page is left.
  }
}

/** @param {string} key @returns {Moment|null} */
function remembered(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

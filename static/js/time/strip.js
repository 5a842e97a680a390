/** The timeline under the picture: a slider over the stops of this workspace, with a mark for each command. */
import { html, nothing, render, svg } from "vendor/lit";
import { announce } from "../announce.js";
import { clock } from "../clock.js";
import { t } from "../i18n.js";
import { menu } from "../menu.js";
import { stopWords } from "./moments.js";
import { isAfter, isWanted, momentOf } from "./past.js";

/** Milliseconds between two stops when the past is played. */
const PLAY_EVERY = 900;

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Stop} Stop
 */

export class Strip {
  /** @type {ReturnType<typeof setInterval>|undefined} */
  #playing;

  /**
   * @param {HTMLElement} place
   * @param {import("../store.js").Store} store
   * @param {{send: (type: string, fields?: Record<string, any>) => void, choices: () => import("../menu.js").Item[]}} actions
   */
  constructor(place, store, { send, choices }) {
    this.place = place;
    this.store = store;
    this.choices = choices;
    store.on(["ready", "stopsKnown"], ({ ready, stopsKnown }) => { if (ready && !stopsKnown) send("timeline"); });
    store.on(["at", "past", "busy"], (state) => { if (state.at && isWanted(state)) send("past", { past: momentOf(state.at) }); });
    store.on(["stops", "checkpoints", "at", "past", "files", "ready"], () => this.draw());
    store.on(["past"], ({ past }) => {
      document.body.toggleAttribute("data-past", Boolean(past));
      document.getElementById("dock-tabs")?.setAttribute("data-past", past ? t("As it was at {time}", { time: clock(past.time) }) : "");
    });
  }

  /** @param {number} index */
  #go(index) {
    const { stops } = this.store.state;
    this.look(stops[Math.max(0, index)] ?? null);
  }

  /** @param {Stop|null} stop null: back to now */
  look(stop) {
    if (!stop) this.#pause();
    this.store.dispatch({ type: "look", stop });
  }

  /** One stop on or back, said aloud: the slider says its own. @param {number} by */
  #step(by) {
    this.#go(indexOf(this.store.state) + by);
    announce(words(this.store.state));
  }

  #play() {
    if (this.#playing) return this.#pause();
    if (!this.store.state.at) this.#go(0);
    this.#playing = setInterval(() => this.#go(indexOf(this.store.state) + 1), PLAY_EVERY);
    return this.draw();
  }

  #pause() {
    clearInterval(this.#playing);
    this.#playing = undefined;
    this.draw();
  }

  draw() {
    const { state } = this.store;
    drawStrip(this.place, state, {
      playing: Boolean(this.#playing), choices: this.choices(), step: (by) => this.#step(by), play: () => this.#play(), now: () => this.look(null),
      go: (index) => { this.#pause(); this.#go(index); },
    });
  }
}

/**
 * @param {HTMLElement} place
 * @param {State} state
 * @param {{playing: boolean, choices: import("../menu.js").Item[], step: (by: number) => void, go: (index: number) => void, play: () => void, now: () => void}} actions
 */
export function drawStrip(place, state, { playing, choices, step, go, play, now }) {
  const { stops, at, checkpoints } = state;
  const index = indexOf(state);
  const said = words(state);
  render(
    html`<button type="button" class="quiet icon" aria-label=${t("Earlier")} title=${t("Earlier")} ?disabled=${!stops.length || index === 0} @click=${() => step(-1)}>‹</button>
      <span class="time-slide">
        <svg class="time-marks" aria-hidden="true">${stops.map((stop, number) => (stop.type ? mark(number / stops.length) : nothing))}
          ${checkpoints.map((each) => flag(lastBefore(stops, each) / (stops.length || 1)))}</svg>
        <input type="range" class="time-range" min="0" max=${stops.length} step="1" aria-label=${t("Timeline")} aria-valuetext=${said}
          ?disabled=${!stops.length} .value=${String(index)}
          @input=${(/** @type {InputEvent} */ event) => go(Number(/** @type {HTMLInputElement} */ (event.target).value))}
          @keydown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape") now(); }}>
      </span>
      <button type="button" class="quiet icon" aria-label=${t("Later")} title=${t("Later")} ?disabled=${!at} @click=${() => step(1)}>›</button>
      <span class="time-words" title=${said}>${said}</span>
      ${at ? html`<button type="button" class="small primary" @click=${now}>${t("Back to now")}</button>` : nothing}
      ${menu("time-menu", { label: t("Time"), sign: "⋯" }, [
        { label: playing ? t("Stop") : at ? t("Play from here") : t("Play from the start"), act: play },
        ...choices,
      ])}`,
    place,
  );
  place.toggleAttribute("data-past", Boolean(at));
}

/** The index of what is shown among the stops, or of the last one before it; one more than the last is now. @param {State} state */
const indexOf = ({ stops, at }) => (at ? lastBefore(stops, at) : stops.length);

/** The stop that a moment is at or after. @param {Stop[]} stops @param {{sequence: number, revision: number}} moment */
const lastBefore = (stops, moment) => Math.max(0, stops.findLastIndex((stop) => !isAfter(stop, moment)));

/** @param {number} share of the slider's length */
const mark = (share) => svg`<line x1=${`${share * 100}%`} x2=${`${share * 100}%`} y1="0" y2="100%"/>`;

/** @param {number} share of the slider's length */
const flag = (share) => svg`<svg x=${`${share * 100}%`} overflow="visible"><path d="M-5 1H5L0 8Z"/></svg>`;

/** @param {State} state */
function words({ at, past }) {
  if (!at) return t("Now");
  const when = clock(at.revision === past?.revision ? past.time : at.time);
  return t("As it was at {time}: {what}", { time: when, what: stopWords(at) });
}

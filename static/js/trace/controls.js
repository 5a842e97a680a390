/** Previous, play, next, and the reader's pace: beside the steps and below the picture. */
import { html } from "vendor/lit";
import { t } from "../i18n.js";
import { PACES } from "./player.js";
import { steps } from "./reduce.js";

/** @typedef {{go: (cursor: number) => void, play: (playing: boolean) => void, pace: (pace: string) => void}} Playing */

/** @type {Record<string, () => string>} */
const WORDS = { slow: () => t("Slow"), normal: () => t("Normal"), fast: () => t("Fast") };

/** @param {import("../types.js").State} state @param {Playing} actions */
export function controls({ trace, cursor, playing, pace }, { go, play, pace: choose }) {
  const last = steps(trace).length - 1;
  return html`<span class="controls" role="group" aria-label=${t("Steps of the trace")}>
    <button type="button" class="small" ?disabled=${cursor <= 0} title=${t("Alt ←")} @click=${() => go(cursor - 1)}>${t("Previous")}</button>
    <button type="button" class="small play" ?disabled=${last < 1} title=${t("Alt P")} @click=${() => play(!playing)}>${playing ? t("Pause") : t("Play")}</button>
    <button type="button" class="small" ?disabled=${cursor >= last} title=${t("Alt →")} @click=${() => go(cursor + 1)}>${t("Next")}</button>
    <select class="small" name="pace" aria-label=${t("Pace")} @change=${(/** @type {any} */ event) => choose(event.target.value)}>
      ${Object.keys(PACES).map((name) => html`<option value=${name} ?selected=${name === pace}>${WORDS[name]()}</option>`)}</select>
  </span>`;
}

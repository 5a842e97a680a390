/** Below the picture, while a trace is shown: where it stands, in one sentence, and the buttons that move it. */
import { html, nothing, render } from "vendor/lit";
import { mark } from "../marks.js";
import { controls } from "./controls.js";
import { steps } from "./reduce.js";

/**
 * @param {import("../store.js").Store} store
 * @param {import("../commands.js").Commands} act
 */
export function walkBar(store, act) {
  const place = /** @type {HTMLElement} */ (document.getElementById("walk-bar"));
  store.on(["trace", "cursor", "playing", "pace", "outdated"], (state) => {
    const all = steps(state.trace);
    const now = all[state.cursor];
    place.hidden = !now || state.outdated;
    render(place.hidden || !now ? nothing : html`${controls(state, { go: act.cursor, play: act.play, pace: act.pace })}
      <p tabindex="0"><span class="walk-count">${state.cursor + 1}/${all.length}</span> ${now.step.stop ? mark("failed") : nothing}${now.step.sentence}</p>`, place);
  });
}

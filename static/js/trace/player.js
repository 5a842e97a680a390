/** Lets a trace play: step after step, at the reader's pace. */
import { keep, kept } from "../keep.js";
import { REWRITES } from "./packet.js";
import { steps } from "./reduce.js";

/** Milliseconds of an ordinary step. @type {Record<import("./reduce.js").Pace, number>} */
export const PACES = { slow: 2200, normal: 1100, fast: 450 };

/** Of a step's time, how much a token is on its way. */
const WALKING = 0.6;

/** @param {import("./reduce.js").Pace} pace */
export const walking = (pace) => PACES[pace] * WALKING;

/**
 * Milliseconds that a step is shown. Where something is rewritten, or ends, there is more to see.
 * @param {import("../types.js").Step} step
 * @param {import("./reduce.js").Pace} pace
 */
export function dwell(step, pace) {
  const weight = REWRITES.has(step.code) || step.stop ? 2 : step.code.startsWith("route.") ? 0.7 : 1;
  return PACES[pace] * weight;
}

/** @param {import("../store.js").Store} store */
export function player(store) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const wanted = kept("pace");
  if (wanted in PACES) store.dispatch({ type: "pace", pace: wanted });
  store.on(["pace"], (state, before) => { if (state !== before) keep("pace", state.pace); });
  store.on(["trace", "cursor", "playing", "pace", "outdated"], (state, before) => {
    clearTimeout(timer);
    if (!state.playing) return;
    const all = steps(state.trace);
    const asked = state.trace !== before.trace;
    if (state.outdated || state.cursor >= all.length - 1 || (asked && still.matches)) {
      store.dispatch({ type: "play", playing: false });
      return;
    }
    timer = setTimeout(() => store.dispatch({ type: "cursor", cursor: state.cursor + 1, played: true }), dwell(all[state.cursor].step, state.pace));
  });
}

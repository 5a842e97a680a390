/** A trace as the picture and the editor show it at one step. Pure. */
import { placeOf } from "../objects.js";
import { steps } from "../state.js";
import { tokenRows } from "./packet.js";
import { walking } from "./player.js";
import { routes, tally } from "./spread.js";

/**
 * @param {import("../types.js").State} state
 * @returns {import("../picture/trail.js").Shown|null}
 */
export function shown({ trace, cursor, outdated, pace, distribution }) {
  if (!trace) return null;
  const all = steps(trace);
  const reply = trace.hops.findIndex((hop) => hop.steps.some((step) => step.code.startsWith("reply")));
  const stop = all.findLast(({ step }) => step.stop);
  return {
    places: trace.hops.map((hop) => hop.place), hop: all[cursor]?.hop ?? 0, good: !stop, outdated, step: cursor, walk: walking(pace),
    rows: tokenRows(all.slice(0, cursor + 1).map(({ step }) => step)), reply: reply < 0 ? Infinity : reply,
    stop: stop ? stop.hop : null, stopped: Boolean(stop) && cursor >= all.lastIndexOf(/** @type {any} */ (stop)),
    ...sent(distribution),
    cited: cited(all.map(({ step }) => step)), citedNow: cited(all[cursor] ? [all[cursor].step] : []),
  };
}

/** Made once for each distribution: the dots of the same one fly once. @type {WeakMap<import("./spread.js").Distribution, {sent: import("./spread.js").Route[], tally: Record<string, number>}>} */
const flights = new WeakMap();

/** @param {import("./spread.js").Distribution|null} told */
function sent(told) {
  if (!told) return {};
  const known = flights.get(told) ?? { sent: routes(told), tally: tally(told) };
  flights.set(told, known);
  return known;
}

/** The shapes of the objects that decided these steps. @param {import("../types.js").Step[]} decided */
function cited(decided) {
  return [...new Set(decided.flatMap((step) => (step.origins ?? []).map(placeOf)))];
}

/** The lines of the files that decided the shown step. @param {import("../types.js").State} state */
export function litPlaces({ trace, cursor, outdated }) {
  const origins = (!outdated && steps(trace)[cursor]?.step.origins) || [];
  return origins.flatMap((origin) => (origin.file && origin.line ? [{ file: origin.file, line: origin.line }] : []));
}

/**
 * Looking back: where the learner looks, and what is seen from there. Pure.
 * `at` is the chosen stop of the timeline (null: now), `past` what the server told of it.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Stop} Stop
 */
import { byId, readTables } from "../merge.js";

export const STOPS_KEPT = 1000;

/** The start of the page's state. */
export const NOW = { at: null, past: null };

/** What may be asked while looking back; whatever else the learner does happens now, and shows it. */
const LOOKS = new Set([
  "past", "timeline", "lint", "idle", "preview", "save", "rules", "object", "endpoints", "environment", "names", "sources", "complete", "links", "connections", "connect", "record", "goal", "share", "resume", "revoke", "copy", "checkpoint", "forget",
]);

/** @param {{world: number, sequence: number, revision: number}|null} a @param {{world: number, sequence: number, revision: number}|null} b */
export const same = (a, b) => a?.world === b?.world && a?.sequence === b?.sequence && a?.revision === b?.revision;

/** Whether a moment comes after another one. @param {{sequence: number, revision: number}} a @param {{sequence: number, revision: number}} b */
export const isAfter = (a, b) => a.sequence > b.sequence || (a.sequence === b.sequence && a.revision > b.revision);

/** A moment as the server wants it. @param {{world: number, sequence: number, revision: number}} moment */
export const momentOf = ({ world, sequence, revision }) => ({ world, sequence, revision });

/** What is to be drawn: now, or the past that the learner looks at. @param {State} state @returns {State} */
export function seen(state) {
  const { past } = state;
  if (!past) return state;
  const { world, revision, time, nodes, edges, rows, columns, events, changed } = past;
  return {
    ...state, world, revision, time, nodes, edges, rows, columns, events, changed,
    account: state.account.filter((line) => world === state.world && line.time <= time),
    outdated: state.trace !== null, preview: null, leftovers: [],
  };
}

/** Whether the server is still to be asked for the chosen stop. @param {State} state */
export const isWanted = ({ at, past, busy }) => at !== null && !same(at, past) && !busy.includes("past");

/** Stops that the page has, and those that a delta brings. @param {Stop[]} stops @param {Stop[]|undefined} more */
export const longer = (stops, more) => (more?.length ? [...stops, ...more].slice(-STOPS_KEPT) : stops);

/** @type {Record<string, (state: State, message: any) => State>} */
export const handlers = {
  /** Deltas may have come since the question was answered. */
  timeline(state, message) {
    const last = message.stops.at(-1)?.sequence ?? -1;
    return { ...state, stopsKnown: true, stops: longer(message.stops, state.stops.filter((stop) => stop.sequence > last)) };
  },

  look: (state, message) => ({ ...state, at: message.stop, past: message.stop ? state.past : null }),

  /** An answer that came after the learner had looked elsewhere is not shown. */
  past(state, message) {
    if (!same(message, state.at)) return state;
    const before = seen(state);
    const nodes = /** @type {Record<string, import("../types.js").SceneNode>} */ (byId(message.scene.nodes));
    const { world, sequence, revision, time, events, applied } = message;
    return {
      ...state,
      past: {
        world, sequence, revision, time, events, applied, nodes, edges: /** @type {any} */ (byId(message.scene.edges)), ...readTables(message.tables),
        changed: before.world === world ? differing(before.nodes, nodes) : [],
      },
    };
  },
};

/** What the learner does happens now. @param {State} state @param {string} of the type of a message */
export const afterSending = (state, of) => (state.at && !LOOKS.has(of) ? { ...state, ...NOW } : state);

/** The ids of what is new or looks different. @param {Record<string, any>} before @param {Record<string, any>} after */
function differing(before, after) {
  return Object.keys(after).filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]));
}

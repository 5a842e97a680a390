/**
 * What belongs to asking, as a part of the page's state: the trace that is shown, how it is played, those before it. Pure.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Trace} Trace
 * @typedef {{
 *   trace: Trace|null, cursor: number, outdated: boolean, refused: string, playing: boolean, pace: Pace, earlier: Trace[], compared: Trace|null,
 *   distribution: import("./spread.js").Distribution|null, proposal: import("./proposed.js").Proposal|null,
 * }} Why  `earlier`: those before it, the latest first; `compared`: the one that stands beside the shown one;
 *   `distribution`: of the many requests whose first is the shown trace; `proposal`: an edit that is looked at
 * @typedef {"slow"|"normal"|"fast"} Pace
 */

/** Earlier traces that are kept. */
const KEPT = 8;

/** @returns {Why} */
export const nothingAsked = () => ({ trace: null, cursor: 0, outdated: false, refused: "", playing: false, pace: "normal", earlier: [], compared: null, distribution: null, proposal: null });

/** What another cluster forgets; the reader's pace is kept. */
export function forgotten() {
  const { pace, ...rest } = nothingAsked();
  return rest;
}

/**
 * The steps of a trace in order, each with its place.
 * @param {Trace|null} trace
 * @returns {{place: string, hop: number, step: import("../types.js").Step}[]}
 */
export function steps(trace) {
  return (trace?.hops ?? []).flatMap((hop, index) => hop.steps.map((step) => ({ place: hop.place, hop: index, step })));
}

/** The number of the way that is shown: the one that was taken, or one that the learner chose. @param {Trace} trace */
export const walked = (trace) => trace.walked ?? Math.max(0, trace.branches.findIndex((branch) => branch.taken));

/** How the shown way ends. @param {Trace} trace @returns {{disposition: string, sentence: string}} */
export function ending(trace) {
  const branch = trace.branches[walked(trace)];
  if (!branch || branch.taken) return trace;
  return { disposition: branch.disposition, sentence: branch.sentence ?? "" };
}

/** The same trace along another of its ways. @param {Trace} trace @param {number} index @returns {Trace} */
function along(trace, index) {
  const branch = trace.branches[index];
  const asking = trace.hops.length - (trace.branches[walked(trace)]?.hops.length ?? 0);
  return { ...trace, walked: index, hops: [...trace.hops.slice(0, asking), ...branch.hops] };
}

/** The first step at which two ways differ. @param {Trace} a @param {Trace} b */
function fork(a, b) {
  const [one, other] = [steps(a), steps(b)];
  const at = other.findIndex(({ place, step }, index) => place !== one[index]?.place || step.sentence !== one[index].step.sentence);
  return Math.max(0, at);
}

/** @param {State} state */
const remembered = ({ trace, earlier, outdated }) => (trace && !trace.supposed ? [{ ...trace, outdated }, ...earlier].slice(0, KEPT) : earlier);

/** @type {Record<string, (state: State, message: any) => State>} */
export const handlers = {
  /** A trace that is supposed comes too late if nobody looks at the proposal any more; a real one ends the proposal. */
  trace(state, message) {
    if (message.supposed && !state.proposal) return state;
    return {
      ...state, trace: message, cursor: 0, outdated: false, refused: "", playing: true, compared: null, distribution: null,
      ...(message.supposed ? {} : { earlier: remembered(state), proposal: null }),
    };
  },
  forget: (state) => ({ ...state, trace: null, cursor: 0, outdated: false, playing: false, earlier: remembered(state), compared: null, distribution: null }),

  /** An edit to look at; what is shown now comes back when it is taken or left. */
  propose(state, { proposal }) {
    const before = handlers.unpropose(state, {});
    return { ...before, proposal: { ...proposal, shown: before.trace && { ...before.trace, outdated: before.outdated } } };
  },

  unpropose(state) {
    const { proposal, trace, outdated } = state;
    if (!proposal || !trace?.supposed) return { ...state, proposal: null };
    return { ...state, proposal: null, trace: proposal.shown, outdated: outdated || Boolean(proposal.shown?.outdated), cursor: 0, playing: false };
  },

  /** Many requests: the first one's trace is shown, its numbers with it. An answer that was repeated has no trace. */
  distribution(state, message) {
    const shown = message.trace ? { ...handlers.trace(state, { ...message.trace, id: message.id }), playing: false } : state;
    return { ...shown, distribution: message };
  },

  /** To a step; whoever goes there by hand stops the play. */
  cursor: (state, message) => ({
    ...state, cursor: Math.max(0, Math.min(message.cursor, steps(state.trace).length - 1)), playing: Boolean(message.played) && state.playing,
  }),

  /** Plays on, from the start if it is at its end. */
  play(state, message) {
    const last = steps(state.trace).length - 1;
    return { ...state, playing: message.playing && last > 0, cursor: message.playing && state.cursor >= last ? 0 : state.cursor };
  },

  pace: (state, message) => ({ ...state, pace: message.pace }),

  /** Along another way of the same question. */
  branch(state, { index }) {
    if (!state.trace?.branches[index] || index === walked(state.trace)) return state;
    const trace = along(state.trace, index);
    return { ...state, trace, cursor: fork(state.trace, trace), playing: true };
  },

  /** An earlier trace is shown again; the shown one becomes an earlier one. */
  recall(state, { index }) {
    const wanted = state.earlier[index];
    if (!wanted) return state;
    const { earlier } = state;
    const others = remembered({ ...state, earlier: earlier.filter((one) => one !== wanted) });
    return { ...state, trace: wanted, outdated: Boolean(wanted.outdated), cursor: 0, playing: false, refused: "", earlier: others, compared: null, distribution: null };
  },

  compare: (state, { index }) => ({ ...state, compared: index === null ? null : (state.earlier[index] ?? null), playing: false }),
};

/** The cluster has changed: what was asked before is about the past. @param {Trace[]} earlier @returns {Trace[]} */
export const aged = (earlier) => earlier.map((trace) => (trace.outdated ? trace : { ...trace, outdated: true }));

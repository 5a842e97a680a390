/**
 * The page as a value: `reduce(state, message) -> state`. Pure; knows nothing of sockets or of the DOM.
 * Rule 1: what the server says changes here and nowhere else.
 * Rule 2: old state + delta must equal a fresh snapshot. A delta that does not fit marks the state stale; the
 *         socket's owner then asks for a snapshot.
 *
 * @typedef {import("./types.js").State} State
 * @typedef {import("./types.js").Difference} Difference
 */

/** @returns {State} */
export function initial() {
  return {
    connection: "connecting", ready: false, stale: false, sequence: 0, revision: 0, world: -1, time: 0, running: true,
    nodes: {}, edges: {}, rows: {}, columns: {}, events: [], files: [], applied: [], lab: null, progress: null, leftovers: [],
    sources: [], markers: [], outcomes: [], warnings: [], trace: null, cursor: 0, outdated: false, verdicts: {}, predictions: {},
    selected: null, changed: [], command: null, undo: null, redo: null, said: null, notice: null, busy: [], rules: null, object: null,
  };
}

/**
 * @template {{id: string}} T
 * @param {T[]} items
 * @returns {Record<string, T>}
 */
export function byId(items) {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}

/**
 * @param {Record<string, any>} items
 * @param {Difference|undefined} difference
 * @returns {Record<string, any>}
 */
export function patch(items, difference) {
  if (!difference) return items;
  const next = { ...items };
  for (const id of difference.remove ?? []) delete next[id];
  for (const item of [...(difference.add ?? []), ...(difference.change ?? [])]) next[item.id] = item;
  return next;
}

/** @param {Record<string, import("./types.js").Table>} tables */
function readTables(tables) {
  return {
    rows: byId(Object.values(tables).flatMap((table) => table.rows)),
    columns: Object.fromEntries(Object.entries(tables).map(([kind, table]) => [kind, table.columns])),
  };
}

/** What every snapshot and every delta says. @param {any} message */
const always = (message) => ({
  world: message.world, revision: message.revision, time: message.time, running: message.running,
  leftovers: message.leftovers, undo: message.undo, redo: message.redo,
});

/** @param {Difference|undefined} difference */
const touched = (difference) => [...(difference?.add ?? []), ...(difference?.change ?? [])].map((item) => item.id);

/** @param {{nodes?: Difference, edges?: Difference}|undefined} scene */
const moved = (scene) =>
  [scene?.nodes, scene?.edges].some((part) => part && [part.add, part.change, part.remove].some((list) => list?.length));

const EVENTS_KEPT = 200;

/**
 * An event that happens again comes back under its id with a higher count.
 * @param {import("./types.js").ClusterEvent[]} before
 * @param {import("./types.js").ClusterEvent[]} more
 */
function again(before, more) {
  if (!more.length) return before;
  const ids = new Set(more.map((event) => event.id));
  return [...before.filter((event) => !ids.has(event.id)), ...more].slice(-EVENTS_KEPT);
}

/** What a reset forgets. */
const ANOTHER_WORLD = { trace: null, cursor: 0, outdated: false, selected: null, rules: null, object: null, outcomes: [], warnings: [] };

/** @type {Record<string, (state: State, message: any) => State>} */
const handlers = {
  snapshot(state, message) {
    return {
      ...state, ...always(message), ...readTables(message.tables),
      ready: true, stale: false, sequence: message.sequence,
      nodes: byId(message.scene.nodes), edges: byId(message.scene.edges), events: message.events,
      files: message.files, applied: message.applied, lab: message.lab, progress: message.progress, sources: message.sources,
      changed: [], outdated: state.trace !== null && (state.outdated || message.sequence !== state.sequence),
      ...(message.world === state.world ? {} : ANOTHER_WORLD),
    };
  },

  delta(state, message) {
    if (message.to <= state.sequence) return state;
    if (message.from !== state.sequence) return { ...state, stale: true };
    return {
      ...state, ...always(message),
      sequence: message.to,
      nodes: patch(state.nodes, message.scene.nodes), edges: patch(state.edges, message.scene.edges),
      rows: patch(state.rows, message.tables),
      events: again(state.events, message.events),
      applied: message.applied ?? state.applied, progress: message.progress ?? state.progress,
      sources: message.sources ?? state.sources,
      changed: touched(message.scene.nodes), command: message.command,
      outdated: state.outdated || (state.trace !== null && moved(message.scene)),
    };
  },

  result(state, message) {
    return {
      ...state, outcomes: message.outcomes ?? [], markers: message.markers ?? [], warnings: message.warnings ?? [],
      said: { ok: message.ok, text: message.message },
    };
  },

  markers: (state, message) => ({ ...state, markers: message.markers }),
  draft: (state, message) => ({ ...state, files: message.files }),
  trace: (state, message) => ({ ...state, trace: message, cursor: 0, outdated: false }),
  sources: (state, message) => ({ ...state, sources: message.sources }),
  rules: (state, message) => ({ ...state, rules: message }),
  object: (state, message) => ({ ...state, object: message }),
  prediction: (state, message) => ({ ...state, predictions: { ...state.predictions, [message.step]: message } }),

  verdict(state, message) {
    return {
      ...state,
      verdicts: { ...state.verdicts, [message.step ?? ""]: message },
      markers: message.markers ?? state.markers,
      progress: message.progress ?? state.progress,
    };
  },

  error: (state, message) => ({ ...state, notice: { kind: "error", text: message.message } }),

  // What the page itself says.
  connection: (state, message) => ({ ...state, connection: message.connection }),
  edit: (state, message) => ({ ...state, files: message.files }),
  cursor: (state, message) => ({ ...state, cursor: clamp(message.cursor, 0, Math.max(0, length(state.trace) - 1)) }),
  forget: (state) => ({ ...state, trace: null, cursor: 0, outdated: false }),
  select: (state, message) => ({ ...state, selected: message.id }),
  notice: (state, message) => ({ ...state, notice: message.notice }),
  sent: (state, message) => ({ ...state, busy: [...state.busy, message.of] }),
  answered: (state, message) => ({ ...state, busy: state.busy.filter((type) => type !== message.of) }),
};

/**
 * @param {State} state
 * @param {{type: string, [field: string]: any}} message
 * @returns {State}
 */
export function reduce(state, message) {
  const handler = handlers[message.type];
  return handler ? handler(state, message) : state;
}

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * The steps of a trace in order, each with its place.
 * @param {import("./types.js").Trace|null} trace
 * @returns {{place: string, hop: number, step: import("./types.js").Step}[]}
 */
export function steps(trace) {
  return (trace?.hops ?? []).flatMap((hop, index) => hop.steps.map((step) => ({ place: hop.place, hop: index, step })));
}

/** @param {import("./types.js").Trace|null} trace */
function length(trace) {
  return steps(trace).length;
}

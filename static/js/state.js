/**
 * The page as a value: `reduce(state, message) -> state`. Pure; knows nothing of sockets or of the DOM.
 * Rule 1: what the server says changes here and nowhere else.
 * Rule 2: old state + delta must equal a fresh snapshot. A delta that does not fit marks the state stale; the
 *         socket's owner then asks for a snapshot.
 *
 * @typedef {import("./types.js").State} State
 */
import { t } from "./i18n.js";
import * as why from "./trace/reduce.js";
import { again, aged, byId, moved, patch, readTables, touched } from "./merge.js";
import { longer } from "./operate/account.js";
import * as seeing from "./see/reduce.js";
import { NOW, afterSending, handlers as time, longer as moreStops } from "./time/past.js";

export { byId, patch };
export { steps } from "./trace/reduce.js";

/** What panels ask of the server while they are seen. */
const NOTHING_READ = { endpoints: null, environment: null, names: null };

/** @returns {State} */
export function initial() {
  return {
    connection: "connecting", ready: false, stale: false, sequence: 0, revision: 0, world: -1, time: 0, running: true,
    nodes: {}, edges: {}, rows: {}, columns: {}, events: [], account: [], files: [], applied: [], lab: null, progress: null, leftovers: [],
    sources: [], markers: [], outcomes: [], warnings: [], ...why.nothingAsked(),
    verdicts: {}, predictions: {}, debrief: null,
    selected: null, changed: [], command: null, undo: null, redo: null, said: null, notice: null, busy: [], rules: null, object: null, ...NOTHING_READ,
    preview: null, previewed: "", idle: {}, stops: [], stopsKnown: false, checkpoints: [], older: "", ...NOW, links: null, connections: null, recording: null, ...seeing.nothingSeen(),
  };
}

/** What every snapshot and every delta says. @param {any} message */
const always = (message) => ({
  world: message.world, revision: message.revision, time: message.time, running: message.running,
  leftovers: message.leftovers, undo: message.undo, redo: message.redo, older: message.older ?? "",
});

/** Beside Apply while there is no connection: the command is kept and sent later. */
const WAITS = { ok: null, text: t("Waiting for the connection. It is applied as soon as that is back.") };

/** Beside Apply after a reset, whoever asked for it. */
const RESET = { ok: true, text: t("A new cluster") };

/** Beside Apply when a message leaves: what is handed in is applied on the way, so what became of the last Apply is no longer so. @param {State} state @param {string} of */
const saidOfSending = (state, of) => (of === "submit" ? { outcomes: [], warnings: [], said: null }
  : of === "apply" && state.connection !== "open" ? { outcomes: [], warnings: [], said: WAITS } : {});

/** Files that equal what is applied, or that can't be. */
const NO_PREVIEW = { preview: null, previewed: "" };

/** What a reset forgets. */
const ANOTHER_WORLD = {
  ...why.forgotten(), verdicts: {}, selected: null, rules: null, object: null, ...NOTHING_READ, outcomes: [], warnings: [],
  ...NO_PREVIEW,
};

/** @type {Record<string, (state: State, message: any) => State>} */
const handlers = {
  ...time,
  ...why.handlers,
  ...seeing.handlers,

  snapshot(state, message) {
    return {
      ...state, ...always(message), ...readTables(message.tables),
      ready: true, stale: false, sequence: message.sequence,
      nodes: byId(message.scene.nodes), edges: byId(message.scene.edges), events: message.events, account: message.account,
      files: message.files, applied: message.applied, lab: message.lab, progress: message.progress, sources: message.sources, checkpoints: message.checkpoints ?? [], stopsKnown: false,
      verdicts: aged(state.verdicts, message.revision),
      ...seeing.ofSnapshot(state, message), changed: [], earlier: message.sequence === state.sequence ? state.earlier : why.aged(state.earlier),
      outdated: state.trace !== null && (state.outdated || message.sequence !== state.sequence),
      ...(message.world === state.world ? {} : ANOTHER_WORLD), ...(state.ready && message.world !== state.world ? { said: RESET } : {}),
    };
  },

  delta(state, message) {
    if (message.to <= state.sequence) return state;
    if (message.from !== state.sequence || seeing.isOtherwise(state, message)) return { ...state, stale: true };
    return {
      ...state, ...always(message),
      sequence: message.to,
      nodes: patch(state.nodes, message.scene.nodes), edges: patch(state.edges, message.scene.edges),
      rows: patch(state.rows, message.tables),
      events: again(state.events, message.events), account: longer(state.account, message.account),
      applied: message.applied ?? state.applied, progress: message.progress ?? state.progress,
      sources: message.sources ?? state.sources,
      verdicts: aged(state.verdicts, message.revision),
      changed: touched(message.scene.nodes), command: message.command, earlier: moved(message.scene) ? why.aged(state.earlier) : state.earlier,
      outdated: state.outdated || (state.trace !== null && moved(message.scene)),
      ...seeing.ofDelta(state, message), ...(message.applied ? NO_PREVIEW : {}), stops: moreStops(state.stops, message.stops), checkpoints: message.checkpoints ?? state.checkpoints,
    };
  },

  result(state, message) {
    if (message.asked?.type === "world") return { ...state, notice: message.ok ? state.notice : { kind: "error", text: message.message, of: "world" } };
    if (["checkpoint", "forget"].includes(message.asked?.type)) return { ...state, said: { ok: message.ok, text: message.message } };
    return {
      ...state, outcomes: message.outcomes ?? [], markers: message.markers ?? [], warnings: message.warnings ?? [],
      said: { ok: message.ok, text: message.message },
    };
  },

  markers: (state, message) => ({ ...state, markers: message.markers }),
  idle: (state, message) => ({ ...state, idle: { ...state.idle, [message.file]: message.fields } }),
  preview: (state, message) => ({ ...state, preview: message.scene, previewed: message.scene ? message.summary : "" }),
  draft: (state, message) => ({ ...state, files: message.files }),
  sources: (state, message) => ({ ...state, sources: message.sources }),
  rules: (state, message) => ({ ...state, rules: message }),
  object: (state, message) => ({ ...state, object: message }),
  shut: (state) => ({ ...state, object: null }),
  endpoints: (state, message) => ({ ...state, endpoints: message }),
  environment: (state, message) => ({ ...state, environment: message }),
  names: (state, message) => ({ ...state, names: message }),
  links: (state, message) => ({ ...state, links: message }),
  connections: (state, message) => ({ ...state, connections: message }),
  recording: (state, message) => ({ ...state, recording: message }),
  debrief: (state, message) => ({ ...state, debrief: message }),
  prediction: (state, message) => ({ ...state, predictions: { ...state.predictions, [message.step]: message } }),

  verdict(state, message) {
    return {
      ...state,
      verdicts: { ...state.verdicts, [message.step ?? ""]: message },
      markers: message.markers ?? state.markers,
      progress: message.progress ?? state.progress,
    };
  },

  /** What was refused is said where it was asked. */
  error(state, message) {
    const of = message.asked?.type ?? "";
    if (of === "trace" || of === "send") return { ...why.handlers.forget(state, message), refused: message.message };
    if (of === "suppose") return state.proposal ? { ...state, proposal: { ...state.proposal, problem: message.message } } : state;
    if (of === "record") return { ...state, recording: { problem: message.message } };
    if (of === "apply") return { ...state, outcomes: [], warnings: [], said: { ok: false, text: message.message } };
    return { ...state, notice: { kind: "error", text: message.message, of }, ...(of === "past" ? NOW : {}) };
  },

  // What the page itself says.
  connection: (state, message) => ({ ...state, connection: message.connection }),
  edit: (state, message) => ({ ...state, files: message.files }),
  select: (state, message) => ({ ...state, selected: message.id }),
  notice: (state, message) => ({ ...state, notice: message.notice }),
  sent(state, message) {
    return { ...afterSending(state, message.of), ...saidOfSending(state, message.of), busy: [...state.busy, message.of] };
  },
  answered: (state, message) => ({ ...state, busy: state.busy.filter((type) => type !== message.of) }),
};

/**
 * @param {State} state
 * @param {{type: string, [field: string]: any}} message
 * @returns {State}
 */
export function reduce(state, message) {
  const handler = handlers[message.type];
  return handler ? settled(handler(state, message), message) : state;
}

/** Asked by the page itself, so that their answers say nothing about what the learner did. */
const QUIET = new Set(["lint", "idle", "preview", "save", "rules", "object", "endpoints", "environment", "names", "suppose", "sources", "past", "timeline", "goal", "links", "connections", "record", "debrief"]);

/** An error leaves when the same is answered, or anything else that the learner did. @param {State} state @param {any} message @returns {State} */
function settled(state, message) {
  const of = message.asked?.type;
  if (!of || message.type === "error" || (of === "world" && !message.ok) || !state.notice || (QUIET.has(of) && of !== state.notice.of)) return state;
  return { ...state, notice: null };
}

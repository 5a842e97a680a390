/** What the learner can do: each sends a message or changes what is shown. */
import { announce } from "./announce.js";
import { show } from "./dialog.js";
import { editsOf, fits, sides } from "./trace/proposed.js";
import { t } from "./i18n.js";
import { placeOf } from "./objects.js";
import { momentOf } from "./time/past.js";

/** Seconds that one press lets go by. */
const WAIT = 30;

/**
 * @typedef {ReturnType<typeof commands>} Commands
 * @param {import("./store.js").Store} store
 * @param {(type: string, fields?: Record<string, any>) => void} send
 * @param {{desk: () => import("./desk.js").Desk, place: (part: string, tab?: string) => void}} page
 */
export function commands(store, send, { desk, place }) {
  const then = () => (store.state.past ? { past: momentOf(store.state.past) } : {});
  const look = (/** @type {import("./types.js").ObjectKey} */ { kind, namespace, name }, managed = false) => send("object", { kind, namespace, name, managed, ...then() });
  /** An object's YAML, among the objects. @param {import("./types.js").ObjectKey} key */
  const object = (key) => {
    look(key);
    place("dock", "tab-objects");
    announce(t("The YAML of {kind} {name} stands among the objects.", { kind: key.kind, name: key.name }));
  };
  const apply = () => {
    desk().settle();
    send("apply", { files: desk().files() });
  };
  return {
    apply,
    undo: () => send("undo"),
    redo: () => send("redo"),
    reset: () => show(t("Start again?"), t("The cluster goes back to its start. The text in the editor stays."), { label: t("Reset"), danger: true, act: () => send("reset") }),
    wait: () => send("advance", { seconds: WAIT }),
    clock: () => send("clock", { running: !store.state.running }),
    /** @param {string} source @param {string} target */
    trace: (source, target) => send("trace", { source, target }),
    /** @param {string} source @param {string} target @param {number} count */
    sendMany: (source, target, count) => send("send", { source, target, count }),
    /** @param {number} cursor */
    cursor: (cursor) => store.dispatch({ type: "cursor", cursor }),
    /** @param {boolean} playing */
    play: (playing) => store.dispatch({ type: "play", playing }),
    /** @param {string} pace */
    pace: (pace) => store.dispatch({ type: "pace", pace }),
    /** @param {number} index of the way that a choice can take */
    branch: (index) => store.dispatch({ type: "branch", index }),
    /** @param {number} index of an earlier trace */
    recall: (index) => store.dispatch({ type: "recall", index }),
    /** @param {number|null} index of an earlier trace */
    compare: (index) => store.dispatch({ type: "compare", index }),
    /** @param {string} id of a part of the picture */
    select(id) {
      place("see");
      store.dispatch({ type: "select", id });
    },
    /** @param {Record<string, any>} action */
    world: (action) => send("world", { action }),
    object, look,
    shut: () => store.dispatch({ type: "shut" }),
    /** @param {string} service its id, `service:shop/web` */
    endpoints: (service) => send("endpoints", { ...parts(service), ...then() }),
    /** @param {string} pod its id, `pod:shop/web` @param {string} container */
    environment: (pod, container) => send("environment", { ...parts(pod), container }),
    /** @param {string} source */
    names: (source) => send("names", { source, ...then() }),
    /** @param {import("./types.js").ObjectKey} key */
    remove: ({ kind, namespace, name }) => send("delete", { kind, namespace, name }),
    /** @param {string} node @param {string} mode @param {string} [service] its id, '' for all */
    rules: (node, mode, service = "") => send("rules", { node, mode, service, ...then() }),
    /** @param {string} step */
    check: (step) => send("check", { step, files: desk().files() }),
    /** @param {string} step */
    submit(step) {
      desk().settle();
      send("submit", { step, files: desk().files() });
    },
    /** To an object: in the picture where it has a shape, else its text. @param {import("./types.js").ObjectKey} key */
    show(key) {
      const shape = placeOf(key);
      if (!(shape in store.state.nodes)) return send("object", { ...key, ...then() });
      place("see");
      return store.dispatch({ type: "select", id: shape });
    },
    /** @param {string} [solution] the one that is most like the learner's, if none is named */
    debrief: (solution) => send("debrief", solution ? { solution } : {}),
    /** @param {string} step @param {number} index */
    hint: (step, index) => send("hint", { step, index }),
    /** @param {string} step @param {Record<string, string|string[]>} answer */
    predict: (step, answer) => send("predict", { step, answer }),
    /** To the line that decided something, or to the object where no line did. @param {import("./types.js").Origin} origin */
    origin(origin) {
      if (origin.file && origin.line && desk().files().some((file) => file.path === origin.file)) {
        place("edit");
        desk().goTo(origin.file, origin.line);
      } else {
        object({ kind: origin.kind, namespace: origin.namespace, name: origin.name });
      }
    },
    /**
     * A way out is shown: the edited text, what Apply would change, and the question as it would go. Nothing is kept.
     * @param {import("./types.js").Fix} fix @param {import("./types.js").Trace|null} [asked]
     */
    propose(fix, asked = null) {
      const { files, before } = sides(desk().files(), fix);
      store.dispatch({ type: "propose", proposal: { fix, files, before, asked: Boolean(asked), problem: "" } });
      if (asked) send("suppose", { source: asked.source, target: asked.target, files });
      else place("edit");
    },
    /** The proposed edit goes into the editor, as if it had been typed; files that are to be applied again are applied, and it is asked again. */
    useProposal() {
      const { proposal, trace } = store.state;
      store.dispatch({ type: "unpropose" });
      if (!proposal) return;
      place("edit");
      if (proposal.fix.again) {
        apply();
        if (trace?.supposed) send("trace", { source: trace.source, target: trace.target });
      }
      for (const [path, edits] of Object.entries(editsOf(proposal.fix))) desk().edit(path, edits);
    },
    /** Whether the lines that a way out changes stand in the editor as they are applied. @param {import("./types.js").Fix} fix */
    fits: (fix) => fits(desk().files(), store.state.applied, fix),
    dismissProposal: () => store.dispatch({ type: "unpropose" }),
    /** What Apply of these files would change, in dashes, until something is typed. @param {import("./types.js").File[]} files */
    preview: (files) => desk().preview(files),
    /** Back to what the editor's own text would change. */
    endPreview: () => desk().preview(null),
    /** Evidence of a check, shown as a trace. @param {import("./types.js").Trace} trace */
    evidence(trace) {
      store.dispatch({ ...trace, type: "trace", evidence: true });
      place("dock");
    },
  };
}

/** A part of the picture as an object's namespace and name. @param {string} id */
function parts(id) {
  const [namespace, name] = id.slice(id.indexOf(":") + 1).split("/");
  return { namespace, name };
}

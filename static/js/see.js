/** SEE: the picture with its inspector, or the same as table and sentences; now, at the goal, or with what changes. */
import { html, render } from "vendor/lit";
import { announce } from "./announce.js";
import { clock } from "./clock.js";
import { t } from "./i18n.js";
import { keep, kept } from "./keep.js";
import { mark } from "./marks.js";
import { drawInspector } from "./panels/inspector.js";
import { drawSceneTables, drawSentences } from "./panels/words.js";
import { Picture } from "./picture/picture.js";
import { WORDS } from "./picture/scene.js";
import { spotlight } from "./picture/spotlight.js";
import { exportDialog } from "./see/export.js";
import { Film } from "./see/film.js";
import { finder } from "./see/find.js";
import { places } from "./see/places.js";
import { shown as shownNow } from "./see/shown.js";
import { drawChanges, drawNote, drawViews } from "./see/views.js";
import { choose, tabs } from "./tabs.js";
import { shown as shownTrace } from "./trace/shown.js";

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const FORMS = ["view-picture-tab", "view-table-tab", "view-sentences-tab"];

/**
 * @param {import("./store.js").Store} store
 * @param {import("./panels/inspector.js").Actions & {clock: () => void, goal: () => void, opened: (names: string[], more?: boolean) => void}} actions
 * @param {string} workspace its identity
 */
export function see(store, actions, workspace) {
  /** @param {string|null} id */
  const select = (id) => store.dispatch({ type: "select", id: id === store.state.selected ? null : id });
  let world = -1;
  const picture = new Picture(at("picture"), { select, term: (id, term) => light(id, term), places: places(() => ({ workspace, world })) });
  /** What all three forms show. @type {import("./see/shown.js").Shown} */
  let shown = shownNow(store.seen, store.state);
  const film = new Film((scene, changed) => picture.show(scene.nodes, scene.edges, { changed }));

  /** @param {string} id @param {string} term */
  function light(id, term) {
    const spot = id && term ? spotlight(shown.nodes, shown.edges, id, term) : null;
    if (!spot && at("see-said").hidden) return;
    picture.light(spot);
    at("see-said").hidden = !spot;
    at("see-said").textContent = spot?.said ?? "";
  }

  /** @param {string} id chosen in words: it is shown in the picture */
  const point = (id) => {
    if (store.state.selected !== id) select(id);
    choose(at("view-tabs"), FORMS[0], settled);
    picture.centre(id);
  };

  const drawWords = () => {
    if (!at("view-table").hidden) drawSceneTables(at("view-table"), shown, { selected: store.state.selected, select: point });
    if (!at("view-sentences").hidden) drawSentences(at("view-sentences"), shown);
    drawNote(at("see-note"), { ...shown, note: [shown.note, store.state.folded ? "" : crowdedWords(picture)].filter(Boolean).join(" ") }, { opened: store.state.folded?.opened.length ?? 0, close: () => actions.opened([]) });
    if (!at("view-picture").hidden) drawChanges(at("see-changes"), store.state.view === "changes" ? shown : { ...shown, marks: new Map() }, point);
  };
  const settled = () => {
    for (const id of ["see-zoom", "labels", "export"]) at(id).hidden = at("view-picture").hidden;
    drawWords();
  };

  /** @param {import("./types.js").State} state @param {import("./types.js").State} before */
  const drawScene = (state, before) => {
    if (!state.ready) return;
    const another = state.world !== world;
    world = state.world;
    if (another) picture.forget();
    shown = shownNow(store.seen, store.state);
    const end = () => { picture.show(shown.nodes, shown.edges, { ...shown, changed: state.view === "now" ? state.changed : [] }); };
    const fresh = state.frames && state.frames !== before.frames && state.view === "now" && !state.past && !state.preview && !state.trace;
    if (fresh && state.frames) film.play(state.frames, end);
    else if (film.playing && state.view === "now" && state.sequence === before.sequence && state.nodes === before.nodes && !state.trace) return;
    else { film.stop(); end(); }
    drawWords();
  };

  at("zoom-in").addEventListener("click", () => picture.gaze.zoom(1.25));
  at("zoom-out").addEventListener("click", () => picture.gaze.zoom(0.8));
  at("zoom-fit").addEventListener("click", () => picture.fit());
  at("zoom-full").addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : at("see").requestFullscreen()));
  at("export").addEventListener("click", () => exportDialog(picture, { name: store.state.lab?.slug ?? "sandbox" }));
  labelSwitch(picture, drawWords);
  const find = finder(at("find"), () => shown.nodes, (id) => { point(id); picture.focusOn(id); announce(t("Found: {name}", { name: picture.shapeOf(id)?.node.label || id })); });
  at("picture").addEventListener("keydown", (event) => { if (event.key === "/" && !event.ctrlKey) { event.preventDefault(); find.focus(); } });
  at("picture").addEventListener("click", (event) => {
    if (!(/** @type {Element} */ (event.target).closest(".shape")) && store.state.selected) select(null);
  });
  tabs(at("view-tabs"), settled);

  store.on(["view", "lab", "preview", "ready"], ({ view, lab, preview }) => drawViews(at("see-views"), {
    view, goal: Boolean(lab?.goal && lab.goal !== "hidden"), count: preview ? ["add", "change", "remove"].reduce((sum, part) => sum + (/** @type {any} */ (preview.nodes)[part]?.length ?? 0), 0) : 0,
    choose: (name) => { store.dispatch({ type: "view", view: name }); announce(shown.note); },
  }));
  store.on(["view", "goal", "world"], (state) => { if (state.view === "goal" && !state.goal) actions.goal(); });
  store.on(["nodes", "edges", "changed", "view", "goal", "preview", "before", "frames", "folded"], drawScene);
  store.on(["trace", "cursor", "outdated", "pace", "distribution"], (state) => { if (state.trace) film.finish(); picture.trace(shownTrace(state)); });
  store.on(["selected", "nodes", "view"], (state) => {
    picture.choose(state.selected);
    at("inspector").dataset.side = state.selected && picture.isRight(state.selected) ? "left" : "right";
    drawInspector(at("inspector"), picture.shapeOf(state.selected ?? "")?.node, state.nodes, { ...actions, light });
  });
  store.on(["time"], (state) => { at("clock").textContent = state.ready ? clock(state.time) : ""; });
  at("pause").addEventListener("click", actions.clock);
  store.on(["running"], ({ running }) => {
    at("pause").textContent = running ? t("Pause") : t("Run");
    at("pause").title = running ? t("Let time in the cluster stand still") : t("Let time in the cluster run on");
    at("pause").dataset.running = String(running);
  });
  legend();

  return { next: () => { const now = FORMS.findIndex((id) => at(id).getAttribute("aria-selected") === "true"); choose(at("view-tabs"), FORMS[(now + 1) % FORMS.length], settled); } };
}

/** Why labels are missing, where nobody has switched them off. @param {Picture} picture */
const crowdedWords = ({ layout }) => (layout?.compact && !layout.labels && !kept("labels") && !at("view-picture").hidden
  ? t("Many pods stand close: names are cut in their middle, whole under the pointer; Labels shows what they carry.") : "");

/** Labels are shown where there is room, unless the learner has said otherwise. @param {Picture} picture @param {() => void} changed */
function labelSwitch(picture, changed) {
  const button = at("labels");
  const wanted = { on: true, off: false }[kept("labels")] ?? null;
  const told = () => {
    const pressed = String(Boolean(picture.layout?.labels));
    if (pressed === button.getAttribute("aria-pressed")) return;
    button.setAttribute("aria-pressed", pressed);
    changed();
  };
  button.addEventListener("click", () => {
    const on = !picture.layout?.labels;
    picture.label(on);
    keep("labels", on ? "on" : "off");
    told();
  });
  picture.label(wanted);
  picture.drawn = told;
}

function legend() {
  const line = (/** @type {string} */ kind) => html`<svg width="26" height="8" viewBox="0 0 26 8" aria-hidden="true"><path class=${`wire wire-${kind}`} d="M1 4H25" stroke-width="1.5"/></svg>`;
  render(
    html`${Object.entries(WORDS).filter(([state]) => state !== "done").map(([state, word]) => html`<span><span class=${`mark-${state}`}>${mark(state)}</span>${word}</span>`)}
      <span>${line("selects")}${t("selects")}</span><span>${line("routes")}${t("routes")}</span><span>${line("resolves")}${t("resolves")}</span>`,
    at("legend"),
  );
}

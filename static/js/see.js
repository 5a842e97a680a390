/** SEE: the picture with its inspector, or the same as table and sentences. */
import { html, render } from "vendor/lit";
import { clock } from "./clock.js";
import { t } from "./i18n.js";
import { keep, kept } from "./keep.js";
import { mark } from "./marks.js";
import { Picture } from "./picture/picture.js";
import { WORDS } from "./picture/scene.js";
import { drawInspector } from "./panels/inspector.js";
import { drawSceneTables, drawSentences } from "./panels/words.js";
import { choose, tabs } from "./tabs.js";
import { shown } from "./trace/shown.js";

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const VIEWS = ["view-picture-tab", "view-table-tab", "view-sentences-tab"];

/**
 * @param {import("./store.js").Store} store
 * @param {import("./panels/inspector.js").Actions & {clock: () => void}} actions
 */
export function see(store, actions) {
  /** @param {string|null} id */
  const select = (id) => store.dispatch({ type: "select", id: id === store.state.selected ? null : id });
  const picture = new Picture(at("picture"), { select });
  at("zoom-in").addEventListener("click", () => picture.zoom(1.25));
  at("zoom-out").addEventListener("click", () => picture.zoom(0.8));
  at("zoom-fit").addEventListener("click", () => picture.fit());
  labelSwitch(picture);
  at("picture").addEventListener("click", (event) => {
    if (!(/** @type {Element} */ (event.target).closest(".shape")) && store.state.selected) select(null);
  });

  const drawWords = () => {
    if (!at("view-table").hidden) drawSceneTables(at("view-table"), store.seen, (id) => { select(id); choose(at("view-tabs"), VIEWS[0], settled); });
    if (!at("view-sentences").hidden) drawSentences(at("view-sentences"), store.seen);
  };
  const settled = () => {
    for (const part of [at("zoom-fit").parentElement, at("labels")]) part?.toggleAttribute("hidden", Boolean(at("view-picture").hidden));
    drawWords();
  };
  tabs(at("view-tabs"), settled);

  let world = -1;
  store.on(["nodes", "edges", "changed"], (state) => {
    if (!state.ready) return;
    if (state.world !== world) picture.forget();
    world = state.world;
    picture.show(state.nodes, state.edges, state.changed);
    drawWords();
  });
  store.on(["trace", "cursor", "outdated", "pace", "distribution"], (state) => picture.trace(shown(state)));
  store.on(["selected", "nodes"], (state) => {
    picture.choose(state.selected);
    at("inspector").dataset.side = state.selected && picture.isRight(state.selected) ? "left" : "right";
    drawInspector(at("inspector"), state.nodes[state.selected ?? ""], state.nodes, actions);
  });
  store.on(["time"], (state) => { at("clock").textContent = state.ready ? clock(state.time) : ""; });
  at("pause").addEventListener("click", actions.clock);
  store.on(["running"], ({ running }) => {
    at("pause").textContent = running ? t("Pause") : t("Run");
    at("pause").title = running ? t("Let time in the cluster stand still") : t("Let time in the cluster run on");
    at("pause").dataset.running = String(running);
  });
  legend();

  return { next: () => { const now = VIEWS.findIndex((id) => at(id).getAttribute("aria-selected") === "true"); choose(at("view-tabs"), VIEWS[(now + 1) % VIEWS.length], settled); } };
}

/** Labels are shown unless the learner has switched them off. @param {Picture} picture */
function labelSwitch(picture) {
  const button = at("labels");
  const set = (/** @type {boolean} */ on) => {
    button.setAttribute("aria-pressed", String(on));
    picture.label(on);
  };
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    set(on);
    keep("labels", on ? "" : "off");
  });
  set(kept("labels") !== "off");
}

function legend() {
  const line = (/** @type {string} */ kind) => html`<svg width="26" height="8" viewBox="0 0 26 8" aria-hidden="true"><path class=${`wire wire-${kind}`} d="M1 4H25" stroke-width="1.5"/></svg>`;
  render(
    html`${Object.entries(WORDS).filter(([state]) => state !== "done").map(([state, word]) => html`<span><span class=${`mark-${state}`}>${mark(state)}</span>${word}</span>`)}
      <span>${line("selects")}${t("selects")}</span><span>${line("routes")}${t("routes")}</span><span>${line("resolves")}${t("resolves")}</span>`,
    at("legend"),
  );
}

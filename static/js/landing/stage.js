/**
 * The picture of the landing page plays requests that the server recorded from its model: with the page's own state, player and
 * picture, act after act, as long as somebody looks.
 */
import { html, render } from "vendor/lit";
import { t } from "../i18n.js";
import { patch, touched } from "../merge.js";
import { Picture } from "../picture/picture.js";
import { Store } from "../store.js";
import { player } from "../trace/player.js";
import { steps } from "../trace/reduce.js";
import { shown } from "../trace/shown.js";

/** Milliseconds between two acts. */
const INTERVAL = 2400;

/** @typedef {{title: string, scene: {nodes: import("../types.js").Difference, edges: import("../types.js").Difference}, trace: import("../types.js").Trace}} Act */

/** @param {HTMLElement} figure @param {HTMLElement} place @param {HTMLElement} caption @param {Act[]} acts */
export function stage(figure, place, caption, acts) {
  const store = new Store();
  const picture = new Picture(place, { still: true });
  let number = -1;
  let scene = { nodes: {}, edges: {} };
  let halted = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let seen = true;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let next;

  const atEnd = () => store.state.cursor >= steps(store.state.trace).length - 1;
  const play = (/** @type {boolean} */ playing) => store.dispatch({ type: "play", playing });

  /** @param {number} index */
  function perform(index) {
    number = index % acts.length;
    const { scene: change, trace } = acts[number];
    const before = number ? scene : { nodes: {}, edges: {} };
    scene = { nodes: patch(before.nodes, change.nodes), edges: patch(before.edges, change.edges) };
    picture.show(scene.nodes, scene.edges, { changed: number ? touched(change.nodes) : [] });
    store.dispatch({ ...trace, type: "trace" });
    if (halted || !seen) play(false);
  }

  /** @param {number} by */
  function step(by) {
    halted = true;
    clearTimeout(next);
    if (by > 0 && atEnd()) perform(number + 1);
    else store.dispatch({ type: "cursor", cursor: store.state.cursor + by });
    draw();
  }

  function toggle() {
    halted = !halted;
    if (!halted && atEnd()) perform(number + 1);
    else play(!halted);
    draw();
  }

  function draw() {
    const { trace, cursor } = store.state;
    const all = steps(trace);
    render(
      html`<p class="hero-act">${acts[number].title}</p>
        <p class="hero-step">${all[cursor].step.sentence}</p>
        <p class="hero-controls"><span>${t("Step {n} of {all}", { n: cursor + 1, all: all.length })}</span>
          <button type="button" class="small" aria-label=${t("Previous step")} ?disabled=${!cursor} @click=${() => step(-1)}><span aria-hidden="true">‹</span></button>
          <button type="button" class="small hero-play" @click=${toggle}>${halted ? t("Play") : t("Pause")}</button>
          <button type="button" class="small" aria-label=${t("Next step")} @click=${() => step(1)}><span aria-hidden="true">›</span></button></p>`,
      caption,
    );
  }

  const look = () => {
    if (halted) return;
    if (!seen) { clearTimeout(next); play(false); }
    else if (atEnd()) perform(number + 1);
    else play(true);
  };
  let inView = true;
  const changed = () => { const now = inView && !document.hidden; if (now !== seen) { seen = now; look(); } };
  document.addEventListener("visibilitychange", changed);
  new IntersectionObserver(([entry]) => { inView = entry.isIntersecting; changed(); }).observe(figure);

  caption.replaceChildren();
  perform(0);
  player(store);
  store.on(["trace", "cursor", "outdated", "pace"], (state) => { picture.trace(shown(state)); draw(); });
  store.on(["playing", "cursor"], (state) => {
    clearTimeout(next);
    if (!state.playing && !halted && seen && atEnd()) next = setTimeout(() => perform(number + 1), INTERVAL);
  });
}

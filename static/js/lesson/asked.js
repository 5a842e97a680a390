/** A question in a text that the reader may send: the same picture, player and steps as in the workspace. */
import { html, nothing, render } from "vendor/lit";
import { announce } from "../announce.js";
import { t } from "../i18n.js";
import { inline } from "../inline.js";
import { mark } from "../marks.js";
import { placeWords } from "../objects.js";
import { Store } from "../store.js";
import { controls } from "../trace/controls.js";
import { end } from "../trace/earlier.js";
import { player } from "../trace/player.js";
import { steps } from "../trace/reduce.js";
import { litPlaces, shown } from "../trace/shown.js";
import { side } from "../trace/side.js";
import { decided, list } from "../trace/steps.js";
import { draw, frame, inWords } from "./world.js";

/** @param {HTMLElement} place @param {import("../lesson.js").Figure} figure @param {import("./lines.js").Lines} lit */
export function asked(place, figure, lit) {
  const store = new Store();
  let runs = 0;
  place.replaceChildren();
  render(html`<div class="live-question"></div>${frame(figure)}<div class="live-steps"></div>${inWords(figure)}`, place);
  const [question, below] = [".live-question", ".live-steps"].map((part) => /** @type {HTMLElement} */ (place.querySelector(part)));
  const picture = draw(place, figure);
  const actions = actionsOf(store, picture, lit);

  const run = () => {
    const trace = figure.runs[runs % figure.runs.length];
    runs += 1;
    store.dispatch({ ...trace, type: "trace", id: `${figure.id}-${runs}` });
    announce(`${trace.disposition}. ${trace.sentence}`);
  };

  player(store);
  store.on(["trace", "cursor", "playing", "pace"], (state, before) => {
    const { trace } = state;
    render(html`<p>${figure.question ? inline(t("{source} asks for `{target}`", { source: placeWords(figure.question.source), target: figure.question.target })) : nothing}</p>
      <button type="button" class=${trace ? "" : "primary"} @click=${run}>${trace ? t("Run again") : t("Run")}</button>${trace ? end(trace) : nothing}`, question);
    render(trace ? html`${walk(state, actions)}<details class="live-all"><summary>${t("All steps, and what decided each")}</summary>
      <div class="trace-body">${list(trace, state.cursor, actions)}<div class="trace-detail">${decided(state, actions)}</div>${side(state, actions)}</div></details>` : nothing, below);
    if (!trace) return;
    picture.trace(shown(state));
    if (state.cursor !== before.cursor || trace !== before.trace) lit.light(litPlaces(state));
  });
}

/** Below the picture: where the request is, and the buttons that move it. @param {import("../types.js").State} state @param {import("../trace/panel.js").Actions} actions */
function walk(state, actions) {
  const all = steps(state.trace);
  const now = all[state.cursor];
  return now ? html`<div class="walk-bar">${controls(state, actions)}
    <p tabindex="0" aria-live=${state.playing ? "off" : "polite"}><span class="walk-count">${state.cursor + 1}/${all.length}</span> ${now.step.stop ? mark("failed") : nothing}${now.step.sentence}</p></div>` : nothing;
}

/** What can be done with a trace here. @param {Store} store @param {import("../picture/picture.js").Picture} picture @param {import("./lines.js").Lines} lit @returns {import("../trace/panel.js").Actions} */
function actionsOf(store, picture, lit) {
  const none = () => {};
  return {
    go: (cursor) => store.dispatch({ type: "cursor", cursor }),
    play: (playing) => store.dispatch({ type: "play", playing }),
    pace: (pace) => store.dispatch({ type: "pace", pace }),
    branch: (index) => store.dispatch({ type: "branch", index }),
    shows: (place) => Boolean(picture.shapeOf(place)),
    select: (place) => picture.choose(place),
    origin: ({ file, line }) => lit.show({ file: file ?? "", line: line ?? 0 }),
    reads: (file) => lit.knows(file),
    run: none, fill: none, many: none, recall: none, compare: none, propose: none, fits: () => false, useProposal: none, dismissProposal: none,
  };
}

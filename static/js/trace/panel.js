/** The trace panel: who asks, what, then step by step what happened and why. */
import { html, nothing, render } from "vendor/lit";
import { either, t } from "../i18n.js";
import { inline, slots } from "../inline.js";
import { mark } from "../marks.js";
import { sourceOf } from "../objects.js";
import { comparison, earlier, end, tone } from "./earlier.js";
import { questionForm } from "./form.js";
import { proposalButtons } from "./proposal.js";
import { side as result } from "./side.js";
import { detail, list } from "./steps.js";
import { targets } from "./targets.js";

export { tone };

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("./controls.js").Playing & import("./earlier.js").Earlier & {
 *   run: (source: string, target: string) => void, fill: (form: {source?: string, target?: string}) => void,
 *   many: (source: string, target: string, count: number) => void, branch: (index: number) => void,
 *   origin: (origin: import("../types.js").Origin) => void, object?: (key: import("../types.js").ObjectKey) => void, rule?: (node: string, text: string) => void,
 *   reads?: (file: string) => boolean,
 *   shows: (place: string) => boolean, select: (place: string) => void,
 *   propose: (fix: import("../types.js").Fix, asked: import("../types.js").Trace) => void, fits: (fix: import("../types.js").Fix) => boolean,
 *   useProposal: () => void, dismissProposal: () => void}} Actions
 *   `shows`: whether the picture has this place; `reads`: whether the page has this file, as it has unless said otherwise
 */

/** @type {unknown} */
let scrolledFor = null;
/** Whose result stands beside the steps. @type {unknown} */
let besideOf = null;

/**
 * @param {HTMLElement} place
 * @param {State} state
 * @param {{source: string, target: string}} form
 * @param {import("./form.js").Boxes} boxes
 * @param {Actions} actions
 */
export function drawTrace(place, state, form, boxes, actions) {
  const suggestions = targets(state.nodes, form.source, state.files);
  render(html`<div class="trace-top">${questionForm(state, form, suggestions, boxes, actions)}${head(state, form, actions)}</div>${body(state, form, suggestions, actions)}`, place);
  const side = place.querySelector(".trace-side");
  if (side && besideOf !== state.trace?.id) side.scrollTop = 0;
  besideOf = state.trace?.id;
  const now = `${state.cursor} ${state.trace?.id} ${state.trace?.walked}`;
  if (now === scrolledFor) return;
  scrolledFor = now;
  if (state.cursor) place.querySelector('[aria-current="step"]')?.scrollIntoView({ block: "nearest" });
  else for (const part of place.querySelectorAll(".trace-body, .trace-steps")) part.scrollTop = 0;
}

/** What is shown, where that is not what stands in the form. @param {State} state @param {{source: string, target: string}} form @param {Actions} actions */
function head(state, form, actions) {
  const { trace, outdated } = state;
  if (!trace && !state.earlier.length) return nothing;
  return html`<div class="trace-head">
    ${trace ? html`<span class="trace-end">${end(trace)} ${asks(trace, form) ? nothing : html`<span class="quiet-words">${inline(t("{source} to `{target}`", { source: sourceOf(trace.source), target: trace.target }))}</span>`}
      ${trace.after?.length ? html`<span class="quiet-words">${t("After this: {trouble}.", { trouble: trace.after.join("; ") })}</span>` : nothing}
      ${outdated ? html`<span class="quiet-words">${t("The cluster has changed since. Run it again.")}</span>` : nothing}</span>` : nothing}
    ${trace?.supposed ? html`<span class="quiet-words">${t("This is how it would go.")}</span>${proposalButtons({ use: actions.useProposal, dismiss: actions.dismissProposal }, state.proposal?.fix)}` : nothing}
    ${state.proposal?.problem ? html`<span class="trace-refused" role="alert">${mark("error")} ${state.proposal.problem}</span>` : nothing}
    ${trace?.supposed ? nothing : earlier(state, actions)}</div>`;
}

/** @param {State} state @param {{source: string, target: string}} form @param {string[]} suggestions @param {Actions} actions */
function body(state, form, suggestions, actions) {
  const { trace, cursor, compared } = state;
  if (trace && compared) return comparison(trace, compared, actions);
  if (trace) return html`<div class="trace-body" data-failed=${tone(trace.disposition) === "bad"}>${list(trace, cursor, actions)}${detail(state, actions)}${result(state, actions)}</div>`;
  return html`<p class="empty">${t("Choose who asks and what they ask for, then run it. Every step names the rule and the line of YAML that decided it.")}
    ${suggestions.length ? slots(t("Try {targets}."), { targets: either(suggestions.slice(0, 3), (target) => html`<button type="button" class="link mono" @click=${() => actions.run(form.source, target)}>${target}</button>`) }) : nothing}</p>`;
}

/** Whether this trace answers what stands in the form. @param {import("../types.js").Trace} trace @param {{source: string, target: string}} form */
function asks(trace, form) {
  const bare = (/** @type {string} */ target) => target.trim().replace(/^https?:\/\//, "").replace(/(:80)?\/?$/, "");
  return sourceOf(trace.source) === form.source && bare(trace.target) === bare(form.target);
}

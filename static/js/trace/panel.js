/** The trace panel: who asks, what, then step by step what happened and why. */
import { html, nothing, render, live } from "vendor/lit";
import { either, t } from "../i18n.js";
import { inline, slots } from "../inline.js";
import { steps } from "../state.js";
import { mark } from "../marks.js";
import { placeWords, sourceOf } from "../objects.js";
import { packet } from "./packet.js";
import { side } from "./side.js";
import { targets } from "./targets.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {{run: (source: string, target: string) => void, go: (cursor: number) => void, origin: (origin: import("../types.js").Origin) => void,
 *   apply: (fix: import("../types.js").Fix) => void, fill: (form: {source?: string, target?: string}) => void}} Actions
 */

const BAD = new Set(["REFUSED", "REJECTED", "DROPPED", "TIMEOUT", "NXDOMAIN", "NODATA"]);

/** How true the model is here. @type {Record<string, (params: {behaviour: string}) => string>} */
const MODELLED = {
  documented: (params) => t("Model, documented: {behaviour}", params), simplified: (params) => t("Model, simplified: {behaviour}", params),
  "not modelled": (params) => t("Model, not modelled: {behaviour}", params),
};

/** @param {string} disposition */
export const tone = (disposition) => (disposition === "DELIVERED" ? "good" : BAD.has(disposition) ? "bad" : "plain");

/**
 * @param {HTMLElement} place
 * @param {State} state
 * @param {{source: string, target: string}} form
 * @param {Actions} actions
 */
export function drawTrace(place, state, form, actions) {
  const { trace, cursor, outdated, refused } = state;
  const suggestions = targets(state.nodes, form.source, state.files);
  render(
    html`
      <form class="trace-form" @submit=${(/** @type {Event} */ event) => { event.preventDefault(); actions.run(form.source, form.target); }}>
        <label class="field"><span>${t("From")}</span>
          <select name="source" .value=${live(form.source)} @change=${(/** @type {any} */ event) => actions.fill({ source: event.target.value })}>
            ${groups(state.sources).map(([title, sources]) => html`<optgroup label=${title}>
              ${sources.map((source) => html`<option value=${source} ?selected=${source === form.source}>${source}</option>`)}</optgroup>`)}
          </select></label>
        <label class="field"><span>${t("to")}</span>
          <input name="target" list="targets" required autocomplete="off" spellcheck="false" placeholder=${suggestions[0] ?? "http://NAME:PORT"}
            aria-invalid=${refused ? "true" : "false"} aria-describedby=${refused ? "trace-refused" : nothing}
            .value=${live(form.target)} @input=${(/** @type {any} */ event) => actions.fill({ target: event.target.value })}>
          <datalist id="targets">${suggestions.map((target) => html`<option value=${target}></option>`)}</datalist></label>
        <button type="submit" class="primary" ?disabled=${state.busy.includes("trace")}>${t("Run")}</button>
        ${refused ? html`<p class="trace-refused" id="trace-refused" role="alert">${mark("error")} ${refused}</p>` : nothing}
        ${trace ? html`<span class="trace-end">${asks(trace, form) ? nothing : html`<span class="quiet-words">${inline(t("{source} to `{target}`", { source: sourceOf(trace.source), target: trace.target }))}</span>`}
          <span class="badge" data-tone=${tone(trace.disposition)}>${trace.disposition}</span>
          ${outdated ? html`<span class="quiet-words">${t("The cluster has changed since. Run it again.")}</span>` : nothing}</span>` : nothing}
      </form>
      ${trace ? html`<div class="trace-body">${list(trace, cursor, actions)}${detail(trace, cursor, actions)}${side(trace, actions)}</div>` : html`
        <p class="empty">${t("Choose who asks and what they ask for, then run it. Every step names the rule and the line of YAML that decided it.")}
          ${suggestions.length ? slots(t("Try {targets}."), { targets: either(suggestions.slice(0, 3), (target) => html`<button type="button" class="link mono" @click=${() => actions.run(form.source, target)}>${target}</button>`) }) : nothing}</p>`}`,
    place,
  );
  place.querySelector('[aria-current="step"]')?.scrollIntoView({ block: "nearest" });
}

/** Whether this trace answers what stands in the form. @param {import("../types.js").Trace} trace @param {{source: string, target: string}} form */
function asks(trace, form) {
  const bare = (/** @type {string} */ target) => target.trim().replace(/^https?:\/\//, "").replace(/(:80)?\/?$/, "");
  return sourceOf(trace.source) === form.source && bare(trace.target) === bare(form.target);
}

/** @param {string[]} sources @returns {[string, string[]][]} */
function groups(sources) {
  /** @type {[string, string[]][]} */
  const found = [[t("Pods"), sources.filter((each) => each.startsWith("pod/"))], [t("Nodes"), sources.filter((each) => each.startsWith("node/"))], [t("World"), sources.filter((each) => each === "outside")]];
  return found.filter(([, list]) => list.length);
}

/** @param {import("../types.js").Trace} trace @param {number} cursor @param {Actions} actions */
function list(trace, cursor, actions) {
  let number = -1;
  return html`<ol class="trace-steps" aria-label=${t("Steps")}>${trace.hops.map((hop) => html`
    <li><p class="hop-name">${placeWords(hop.place)}</p>
      <ol>${hop.steps.map((step) => {
        number += 1;
        const at = number;
        return html`<li><button type="button" class="trace-step" aria-current=${at === cursor ? "step" : nothing} @click=${() => actions.go(at)}>
          <span>${at + 1}</span><span>${step.sentence}</span></button></li>`;
      })}</ol></li>`)}</ol>`;
}

/** @param {import("../types.js").Trace} trace @param {number} cursor @param {Actions} actions */
function detail(trace, cursor, actions) {
  const all = steps(trace);
  const now = all[cursor];
  if (!now) return html`<div class="trace-detail">${trace.sentence}</div>`;
  return html`<div class="trace-detail">
    <div class="trace-now">
      <button type="button" class="small" ?disabled=${cursor === 0} @click=${() => actions.go(cursor - 1)} title=${t("Alt ←")}>${t("Previous")}</button>
      <button type="button" class="small" ?disabled=${cursor === all.length - 1} @click=${() => actions.go(cursor + 1)} title=${t("Alt →")}>${t("Next")}</button>
      <span>${t("step {n} of {all}, {place}", { n: cursor + 1, all: all.length, place: placeWords(now.place) })}</span>
    </div>
    <p class="trace-sentence" aria-live="polite">${now.step.sentence}</p>
    ${carried(all.slice(0, cursor + 1).map(({ step }) => step))}
    ${now.step.rule ? html`<pre class="trace-rule">${now.step.rule}</pre>` : nothing}
    ${now.step.origins?.length ? html`<p class="trace-origins"><span class="quiet-words">${t("Decided by")}</span>
      ${now.step.origins.map((origin) => html`<button type="button" class="link mono" @click=${() => actions.origin(origin)}>${origin.kind} ${origin.name}${origin.path ? ` ${origin.path}` : ""}${origin.file ? `, ${origin.file}:${origin.line}` : ""}</button>`)}</p>` : nothing}
    ${now.step.fidelity && now.step.fidelity.status !== "verified" ? html`<p class="quiet-words">${MODELLED[now.step.fidelity.status]?.(now.step.fidelity)}</p>` : nothing}
  </div>`;
}

/** The packet in words, with what this step changed. @param {import("../types.js").Step[]} seen */
function carried(seen) {
  const now = packet(seen);
  if (!now) return nothing;
  /** @param {"source"|"destination"} field */
  const value = (field) => (now.changed === field ? html`<del>${now.before}</del> <ins>${now[field]}</ins>` : now[field]);
  return html`<p class="packet"><span class="quiet-words">${now.reply ? t("Reply") : t("Packet")}</span> ${slots(t("{source} to {target}"), { source: html`<code>${value("source")}</code>`, target: html`<code>${value("destination")}</code>` })}</p>`;
}

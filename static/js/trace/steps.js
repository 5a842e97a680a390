/** The steps of a trace: all of them as a list, and the shown one with what decided it. */
import { html, nothing } from "vendor/lit";
import { t } from "../i18n.js";
import { slots } from "../inline.js";
import { placeOf, placeWords } from "../objects.js";
import { mark } from "../marks.js";
import { controls } from "./controls.js";
import { differs } from "./differs.js";
import { packet } from "./packet.js";
import { steps } from "./reduce.js";

/** @typedef {import("../types.js").Step} Step */

/** @param {import("../types.js").Trace} trace @param {number} cursor @param {import("./panel.js").Actions} actions */
export function list(trace, cursor, actions) {
  let number = -1;
  return html`<ol class="trace-steps" aria-label=${t("Steps")}>${trace.hops.map((hop) => html`
    <li><p class="hop-name">${placeWords(hop.place)}</p>
      <ol>${hop.steps.map((step) => {
        number += 1;
        const at = number;
        return html`<li><button type="button" class="trace-step" data-stop=${Boolean(step.stop)} aria-current=${at === cursor ? "step" : nothing} @click=${() => actions.go(at)}>
          <span>${at + 1}</span><span>${step.stop ? mark("failed") : nothing}${step.sentence}</span></button></li>`;
      })}</ol></li>`)}</ol>`;
}

/** @param {import("../types.js").State} state @param {import("./panel.js").Actions} actions */
export function detail(state, actions) {
  const { cursor, playing } = state;
  const all = steps(state.trace);
  const now = all[cursor];
  if (!now) return html`<div class="trace-detail">${state.trace?.sentence}</div>`;
  const { step, place } = now;
  return html`<div class="trace-detail">
    <div class="trace-now" data-bar=${!state.outdated}>${controls(state, actions)}
      <span>${slots(t("step {n} of {all}, {place}"), { n: cursor + 1, all: all.length, place: placeButton(place, actions) })}</span>
    </div>
    <p class="trace-sentence" aria-live=${playing ? "off" : "polite"}>${step.sentence}</p>
    ${decided(state, actions)}
  </div>`;
}

/** What the packet carries at the shown step, and what decided it. @param {import("../types.js").State} state @param {import("./panel.js").Actions} actions */
export function decided({ trace, cursor }, actions) {
  const all = steps(trace);
  const { step, place } = all[cursor];
  return html`${carried(all.slice(0, cursor + 1).map((each) => each.step))}
    ${step.rule ? ruleOf(step, place, actions) : nothing}
    ${step.origins?.length ? html`<div class="trace-origins"><span class="quiet-words">${t("Decided by")}</span>
      <ul>${step.origins.map((origin) => html`<li>${originLinks(origin, actions)}</li>`)}</ul></div>` : nothing}
    ${step.fidelity ? badge(step.fidelity) : nothing}`;
}

/** A place by its name; what the picture shows of it, if it does. @param {string} place @param {import("./panel.js").Actions} actions */
function placeButton(place, actions) {
  return actions.shows(place) ? html`<button type="button" class="link" @click=${() => actions.select(place)}>${placeWords(place)}</button>` : placeWords(place);
}

/** The object, the field, and the line of the learner's file. @param {import("../types.js").Origin} origin @param {import("./panel.js").Actions} actions */
export function originLinks(origin, actions) {
  const place = placeOf(origin);
  const name = `${origin.kind} ${origin.name}`;
  const { object, reads = () => true } = actions;
  return html`${actions.shows(place) ? html`<button type="button" class="link mono" @click=${() => actions.select(place)}>${name}</button>`
    : object ? html`<button type="button" class="link mono" @click=${() => object(origin)}>${name}</button>` : html`<span class="mono">${name}</span>`}
    ${origin.path ? html`<code>${origin.path}</code>` : nothing}
    ${origin.file && reads(origin.file) ? html`<button type="button" class="link mono" @click=${() => actions.origin(origin)}>${origin.file}:${origin.line}</button>${differs(origin)}` : nothing}`;
}

/** @param {Step} step @param {string} place @param {import("./panel.js").Actions} actions */
function ruleOf(step, place, actions) {
  const node = /^proxy:(.*)$/.exec(place)?.[1];
  const { rule } = actions;
  return html`<pre class="trace-rule">${step.rule}</pre>
    ${node && rule ? html`<p><button type="button" class="link" @click=${() => rule(node, step.rule ?? "")}>${t("Read it among the rules of {node}", { node })}</button></p>` : nothing}`;
}

/** How true the model is here. @type {Record<string, () => string>} */
const MODELLED = {
  verified: () => t("Model: verified"), documented: () => t("Model: documented"), simplified: () => t("Model: simplified"), "not modelled": () => t("Model: not modelled"),
};

/** What each means, in one sentence. @type {Record<string, () => string>} */
const MEANING = {
  verified: () => t("Agrees with recordings of a real cluster, or with Kubernetes' own test cases."),
  documented: () => t("Follows the source or the documentation of Kubernetes; no recording holds it."),
  simplified: () => t("Does less than Kubernetes does."),
  "not modelled": () => t("Has no effect here."),
};

/** @param {{status: string, behaviour: string}} fidelity */
function badge({ status, behaviour }) {
  return html`<details class="fidelity" data-status=${status}><summary>${mark(status === "verified" ? "passed" : status === "documented" ? "info" : "warning")}${MODELLED[status]?.() ?? status}</summary>
    <p>${MEANING[status]?.() ?? ""} ${behaviour}</p></details>`;
}

/** The packet in words, with what this step changed. @param {Step[]} seen */
function carried(seen) {
  const now = packet(seen);
  if (!now) return nothing;
  /** @param {"source"|"destination"} field */
  const value = (field) => (now.changed === field ? html`<del>${now.before}</del> <ins>${now[field]}</ins>` : now[field]);
  const addresses = { source: html`<code>${value("source")}</code>`, target: html`<code>${value("destination")}</code>` };
  return html`<p class="packet"><span class="quiet-words">${now.reply ? t("Reply") : t("Packet")}</span> ${slots(t("{source} to {target}"), addresses)}</p>`;
}

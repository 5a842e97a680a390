/** A lab's steps: the text, the prediction, the checks, the hints, the verdict, the debrief. */
import { html, nothing, render, unsafeHTML } from "vendor/lit";
import { inline } from "../inline.js";
import { mark } from "../marks.js";
import { diagnosis } from "../trace/side.js";
import { hints } from "./hints.js";
import { predict } from "./predict.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").LabStep} LabStep
 * @typedef {{
 *   open: (step: string) => void, check: (step: string) => void, submit: (step: string) => void,
 *   hint: (step: string, index: number) => void, use: (files: import("../types.js").File[]) => void,
 *   predict: (step: string, answer: Record<string, string|string[]>) => void, evidence: (trace: import("../types.js").Trace) => void,
 *   origin: (origin: import("../types.js").Origin) => void,
 * }} Actions
 */

/** @param {number} points */
export const counted = (points) => `${points} point${points === 1 ? "" : "s"}`;

/** The step to show: the chosen one, or the first that is open and not done. @param {State} state @param {string} chosen */
export function currentStep(state, chosen) {
  const steps = state.lab?.steps ?? [];
  return steps.find((step) => step.id === chosen) ?? steps.find((step) => !state.progress?.steps[step.id]?.done) ?? steps.at(-1);
}

/** @param {HTMLElement} place @param {State} state @param {string} chosen @param {Actions} actions */
export function drawSteps(place, state, chosen, actions) {
  const { lab, progress } = state;
  const step = currentStep(state, chosen);
  if (!lab || !step || !progress) return;
  const index = lab.steps.indexOf(step);
  const made = progress.steps[step.id];
  const next = lab.steps[index + 1];
  if (!place.dataset.drawn) place.replaceChildren();
  place.dataset.drawn = "true";
  const finished = lab.steps.every((each) => progress.steps[each.id]?.done);
  render(
    html`
      <p class="step-kicker">Step ${index + 1} of ${lab.steps.length}${lab.points ? `, ${progress.score} of ${counted(lab.points)} so far` : ""}</p>
      ${/^\s*<h[12]/.test(step.html) ? nothing : html`<h2 class="step-title">${step.title}</h2>`}
      ${made?.open === false
        ? html`<p>An earlier step comes first.</p>`
        : html`<div class="prose">${unsafeHTML(step.html)}</div>
            ${step.predict ? predict(step, made, state, actions) : nothing}
            ${step.checks.length || step.hidden ? checks(step, state, actions) : nothing}
            ${step.hints.length ? hints(step, made, actions) : nothing}`}
      ${index || next ? html`<nav class="step-turn" aria-label="Steps">
        ${index ? html`<button type="button" class="quiet" @click=${() => actions.open(lab.steps[index - 1].id)}>Previous step</button>` : html`<span></span>`}
        ${next ? html`<button type="button" class=${made?.done ? "primary" : ""} ?disabled=${!made?.done} @click=${() => actions.open(next.id)}>Next step</button>` : nothing}
      </nav>` : nothing}
      ${finished && lab.debrief ? html`<section class="block" aria-label="What to take home"><h3>What to take home</h3><div class="prose">${unsafeHTML(lab.debrief)}</div></section>` : nothing}`,
    place,
  );
}

/** @param {LabStep} step @param {State} state @param {Actions} actions */
function checks(step, state, actions) {
  const verdict = state.verdicts[step.id];
  const made = state.progress?.steps[step.id];
  const busy = state.busy.includes("check") || state.busy.includes("submit");
  return html`<section class="block" aria-label="Checks">
    <h3>Checks <span>${made ? `${made.score} of ${counted(made.points)}` : nothing}</span></h3>
    <ul>${step.checks.map((check) => row(check, verdict?.checks.find((each) => each.id === check.id), made?.passed ?? false, actions))}</ul>
    ${step.hidden ? html`<p class="quiet-words">${step.hidden === 1 ? "One more check" : `${step.hidden} more checks`} at Submit.</p>` : nothing}
    <div class="step-actions">
      <button type="button" ?disabled=${busy} @click=${() => actions.check(step.id)}>Check</button>
      <button type="button" class="primary" ?disabled=${busy} @click=${() => actions.submit(step.id)}>Submit</button>
    </div>
    <div aria-live="polite">${verdict ? judged(verdict) : nothing}</div>
  </section>`;
}

/** @param {import("../types.js").Check} check @param {import("../types.js").CheckResult|undefined} result @param {boolean} passed @param {Actions} actions */
function row(check, result, passed, actions) {
  const state = result ? (result.passed ? "passed" : "failed") : passed ? "passed" : "open";
  const words = { passed: "passed", failed: "not passed", open: "not checked yet" };
  const evidence = result?.evidence;
  return html`<li class="check" data-state=${state}>
    ${mark(state, "check-mark", words[state])}
    <span>${inline(check.title)}</span>
    <span class="check-points">${result ? `${result.earned}/` : ""}${check.points}</span>
    ${result && (result.message || evidence || result.diagnosis) ? html`<div class="check-why">
      ${result.message ? html`<p>${inline(result.message)}</p>` : nothing}
      ${result.diagnosis ? diagnosis(result.diagnosis, actions) : nothing}
      ${evidence ? html`<button type="button" class="link" @click=${() => actions.evidence(evidence)}>Show the evidence</button>` : nothing}</div>` : nothing}
  </li>`;
}

/** @param {import("../types.js").Verdict} verdict */
function judged(verdict) {
  const { hidden } = verdict;
  const tone = verdict.verdict === "graded" ? (verdict.passed ? "passed" : "failed") : verdict.verdict;
  /** @type {Record<string, string>} */
  const titles = {
    passed: verdict.kind === "submit" ? `Passed with ${verdict.score} of ${counted(verdict.points)}` : "All public checks pass",
    failed: verdict.kind === "submit" ? `${verdict.score} of ${counted(verdict.points)}` : `${verdict.checks.filter((check) => check.passed).length} of ${verdict.checks.length} public checks pass`,
    rejected: "The files were refused. This costs nothing.", fault: "A fault on our side. This costs nothing; try again.",
  };
  return html`<div class="verdict" data-verdict=${tone}><strong>${titles[tone]}</strong>
    ${verdict.message ? html`<span>${verdict.message}</span>` : nothing}
    ${hidden?.count && verdict.kind === "submit" ? html`<span>Hidden checks: ${hidden.earned} of ${counted(hidden.points)}.</span>` : nothing}
    ${verdict.kind === "check" && verdict.passed ? html`<span>Submit to have it counted.</span>` : nothing}</div>`;
}

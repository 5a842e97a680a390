/** A lab's steps: the text, the prediction, the checks, the hints, the verdict, the debrief. */
import { html, nothing, render, unsafeHTML } from "vendor/lit";
import { t } from "../i18n.js";
import { checks } from "./checks.js";
import { debrief } from "./debrief.js";
import { isFinished } from "./finished.js";
import { hints } from "./hints.js";
import { predict } from "./predict.js";
import { counted } from "./score.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").LabStep} LabStep
 * @typedef {{
 *   open: (step: string) => void, check: (step: string) => void, submit: (step: string) => void,
 *   hint: (step: string, index: number) => void, use: (files: import("../types.js").File[]) => void,
 *   predict: (step: string, answer: Record<string, string|string[]>) => void, evidence: (trace: import("../types.js").Trace) => void,
 *   origin: (origin: import("../types.js").Origin) => void, propose: (fix: import("../types.js").Fix, asked: import("../types.js").Trace|null) => void,
 *   debrief: (solution?: string) => void, show: (object: import("../types.js").ObjectKey) => void, next: {title: string, url: string}|null,
 * }} Actions
 */

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
  render(
    html`
      <p class="step-kicker">${kicker(index + 1, lab, progress.score)}</p>
      ${/^\s*<h[12]/.test(step.html) ? nothing : html`<h2 class="step-title">${step.title}</h2>`}
      ${made?.open === false
        ? html`<p>${t("An earlier step comes first.")}</p>`
        : html`<div class="prose">${unsafeHTML(step.html)}</div>
            ${step.predict ? predict(step, made, state, actions) : nothing}
            ${step.checks.length || step.hidden ? checks(step, state, actions) : nothing}
            ${step.hints.length ? hints(step, made, actions) : nothing}`}
      ${isFinished(state) ? debrief(state, actions) : nothing}
      ${index || next ? html`<nav class="step-turn" aria-label=${t("Steps")}>
        ${index ? html`<button type="button" class="quiet" @click=${() => actions.open(lab.steps[index - 1].id)}>${t("Previous step")}</button>` : html`<span></span>`}
        ${next ? html`<button type="button" class=${made?.done ? "primary" : ""} ?disabled=${progress.steps[next.id]?.open === false} @click=${() => actions.open(next.id)}>${t("Next step")}</button>` : nothing}
      </nav>` : nothing}`,
    place,
  );
}

/** @param {number} n @param {import("../types.js").Lab} lab @param {number} score */
function kicker(n, { steps, points }, score) {
  const place = t("Step {n} of {all}", { n, all: steps.length });
  return points ? t("{step}, {score} so far", { step: place, score: counted(points, score) }) : place;
}

/** A step's checks: Check and Submit, what each check found and why, and what that is worth. */
import { html, nothing } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { inline } from "../inline.js";
import { mark } from "../marks.js";
import { diagnosis, ways } from "../trace/side.js";
import { isFinished } from "./finished.js";
import { counted, sameBefore, verdictWords } from "./score.js";
import { afterWords } from "./troubles.js";

/**
 * @typedef {import("../types.js").CheckResult} CheckResult
 * @typedef {import("./panel.js").Actions} Actions
 */

/** @param {import("../types.js").LabStep} step @param {import("../types.js").State} state @param {Actions} actions */
export function checks(step, state, actions) {
  const verdict = state.verdicts[step.id];
  const made = state.progress?.steps[step.id];
  const busy = state.busy.includes("check") || state.busy.includes("submit");
  const found = verdict && !verdict.stale ? verdict.checks : [];
  return html`<section class="block" aria-label=${t("Checks")}>
    <h3>${t("Checks")} <span>${made ? counted(made.points, made.score) : nothing}</span></h3>
    <ul>${step.checks.map((check) => row(check, found, made, actions))}</ul>
    ${step.hidden ? html`<p class="quiet-words">${tn(step.hidden, "One more check at Submit.", "{n} more checks at Submit.")}</p>` : nothing}
    <div class="step-actions">
      <button type="button" ?disabled=${busy} @click=${() => actions.check(step.id)}>${t("Check")}</button>
      <button type="button" class="primary" ?disabled=${busy} @click=${() => actions.submit(step.id)}>${t("Submit")}</button>
    </div>
    <div aria-live="polite">${verdict ? judged(verdict, made) : nothing}</div>
    ${isFinished(state) ? html`<p><a href="#home">${t("All steps are done. What to take home")}</a></p>` : nothing}
  </section>`;
}

/** @param {import("../types.js").Check} check @param {CheckResult[]} found @param {import("../types.js").StepProgress|undefined} made @param {Actions} actions */
function row(check, found, made, actions) {
  const result = found.find((each) => each.id === check.id);
  const { state, words } = stateOf(check, result, made);
  return html`<li class="check" data-state=${state}>
    ${mark(state, "check-mark", words)}
    <span>${inline(check.title)}${afterWords(check.after)}</span>
    <span class="check-points">${check.required ? html`<span class="check-required">${t("required")}</span> ` : nothing}${result ? `${result.earned}/` : ""}${check.points}</span>
    ${result?.passed && result.earned < result.points ? html`<p class="check-why">${t("It passes, and counts as soon as what is required passes too.")}</p>` : nothing}
    ${result && (result.message || result.evidence || result.diagnosis || result.object) ? why(result, found, actions) : nothing}
  </li>`;
}

/**
 * What is known of a check: what the last verdict says; else that the step is done; else how it stands by itself.
 * @param {import("../types.js").Check} check @param {CheckResult|undefined} result @param {import("../types.js").StepProgress|undefined} made
 */
function stateOf(check, result, made) {
  if (result) return result.passed ? { state: "passed", words: t("passed") } : { state: "failed", words: t("not passed") };
  if (made?.passed) return { state: "passed", words: t("passed") };
  const passes = made?.standing?.[check.id];
  if (passes === undefined) return { state: "open", words: t("not checked yet") };
  return passes ? { state: "passed", words: t("passes now") } : { state: "open", words: t("not so yet") };
}

/** @param {CheckResult} result @param {CheckResult[]} found @param {Actions} actions */
function why(result, found, actions) {
  const { evidence, what_if: fixes, object } = result;
  const before = result.diagnosis && sameBefore(found, result);
  return html`<div class="check-why">
    ${result.message ? html`<p>${inline(result.message)}</p>` : nothing}
    ${before ? html`<p>${inline(t("The same cause as for “{title}”.", { title: before.title }))}</p>` : result.diagnosis ? diagnosis(result.diagnosis, actions) : nothing}
    ${fixes?.length ? html`<div class="side-block">${ways(fixes, { show: (fix) => actions.propose(fix, evidence) })}</div>` : nothing}
    ${evidence ? html`<button type="button" class="link" @click=${() => actions.evidence({ ...evidence, after: result.after })}>${t("Show the evidence")}</button>` : nothing}
    ${!evidence && object ? html`<button type="button" class="link" @click=${() => actions.show(object)}>${t("Show {kind} {name}", object)}</button>` : nothing}</div>`;
}

/** @param {import("../types.js").Verdict} verdict @param {import("../types.js").StepProgress|undefined} made */
function judged(verdict, made) {
  const { tone, title, notes } = verdictWords(verdict, made);
  return html`<div class="verdict" data-verdict=${tone}><strong>${title}</strong>${notes.map((note) => html`<span>${note}</span>`)}</div>`;
}

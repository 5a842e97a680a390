/** Answer first, then see: the questions of a step, and what came of them. */
import { html, nothing } from "vendor/lit";
import { t } from "../i18n.js";
import { inline } from "../inline.js";
import { mark } from "../marks.js";
import { counted } from "./score.js";

/** What the closed set of endings means, in a few words each. @type {Record<string, string>} */
const WORDS = {
  DELIVERED: t("somebody answers"), REFUSED: t("nothing listens at the port"), REJECTED: t("no endpoints"), DROPPED: t("dropped by a policy"),
  TIMEOUT: t("nothing comes back"), NXDOMAIN: t("the name does not exist"), NODATA: t("the name exists without such a record"),
  EXTERNAL: t("it leaves the cluster"), PENDING: t("no address yet"), NOT_MODELLED: t("not modelled"), NOERROR: t("there is an answer"), SERVFAIL: t("the server fails"),
};

/**
 * @param {import("../types.js").LabStep} step
 * @param {import("../types.js").StepProgress|undefined} made
 * @param {import("../types.js").State} state
 * @param {import("./panel.js").Actions} actions
 */
export function predict(step, made, state, actions) {
  const asked = step.predict;
  if (!asked) return nothing;
  const answered = made?.predicted !== null && made?.predicted !== undefined;
  const came = state.predictions[step.id];
  return html`<section class="block" aria-label=${t("Predict")}><h3>${t("Predict")} <span>${!asked.points ? t("not scored") : answered ? counted(asked.points, made?.predicted ?? 0) : counted(asked.points)}</span></h3>
    ${asked.question ? html`<p>${inline(asked.question)}</p>` : nothing}
    ${answered ? outcome(came, asked.questions) : html`<form @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      actions.predict(step.id, answers(/** @type {HTMLFormElement} */ (event.target), asked.questions));
    }}>
      ${asked.questions.map((question) => field(question, state))}
      <p class="quiet-words">${t("The first answer counts.")}</p>
      <button type="submit" class="primary">${t("Answer")}</button></form>`}
    ${came?.trace ? html`<button type="button" class="link" @click=${() => came.trace && actions.evidence(came.trace)}>${t("Show what happened")}</button>` : nothing}
  </section>`;
}

/** @param {import("../types.js").Question} question @param {import("../types.js").State} state */
function field(question, state) {
  if (question.multiple) {
    const answering = Object.values(state.nodes).filter(({ kind, namespace }) => kind === "host" || (kind === "pod" && namespace !== "kube-system"));
    const names = answering.map((node) => node.label).sort();
    return html`<fieldset class="question"><legend>${question.label}</legend>
      ${names.map((name) => html`<label class="choice"><input type="checkbox" name=${question.name} value=${name}><code>${name}</code></label>`)}</fieldset>`;
  }
  return html`<div class="question"><label for=${`predict-${question.name}`}>${question.label}</label>
    <select class="input" id=${`predict-${question.name}`} name=${question.name} required>
      <option value="">${t("Choose")}</option>
      ${(question.options ?? []).map((option) => html`<option value=${option.value}>${option.label}${WORDS[option.value] ? `: ${WORDS[option.value]}` : ""}</option>`)}</select></div>`;
}

/** @param {HTMLFormElement} form @param {import("../types.js").Question[]} questions */
function answers(form, questions) {
  const data = new FormData(form);
  return Object.fromEntries(questions.map(({ name, multiple }) => [name, multiple ? data.getAll(name).map(String) : String(data.get(name) ?? "")]));
}

/** @param {string|string[]|null|undefined} answer */
const words = (answer) => (Array.isArray(answer) ? answer.map((each) => each.slice(each.lastIndexOf("/") + 1)).join(", ") || t("none") : answer || t("nothing"));

/** The code of an ending with what it means. @param {string|string[]} answer */
const meant = (answer) => (typeof answer === "string" && WORDS[answer] ? `\`${answer}\`, ${WORDS[answer]}` : `\`${words(answer)}\``);

/** @param {{correct: boolean, expected: string|string[], given?: string|string[]|null}} answer */
function told({ correct, expected, given }) {
  if (correct) return t("Right: {expected}.", { expected: meant(expected) });
  if (given === undefined) return t("You said something else; it is {expected}.", { expected: meant(expected) });
  return t("You said `{given}`; it is {expected}.", { given: words(given), expected: meant(expected) });
}

/** @param {import("../types.js").Prediction|undefined} came @param {import("../types.js").Question[]} questions */
function outcome(came, questions) {
  if (!came) return html`<p class="quiet-words">${t("You have answered.")}</p>`;
  return html`<ul>${questions.map((question) => {
    const answer = came.answers[question.name];
    if (!answer) return nothing;
    return html`<li class="check" data-state=${answer.correct ? "passed" : "failed"}>${mark(answer.correct ? "passed" : "failed", "check-mark", answer.correct ? t("right") : t("wrong"))}
      <span>${question.label}<br>${inline(told(answer))}</span></li>`;
  })}</ul>${came.message ? html`<p>${came.message}</p>` : nothing}`;
}

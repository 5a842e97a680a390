/** Hints: what each costs is said before it is taken. */
import { html, nothing, unsafeHTML } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { counted } from "./score.js";

/**
 * @param {import("../types.js").LabStep} step
 * @param {import("../types.js").StepProgress|undefined} made
 * @param {import("./panel.js").Actions} actions
 */
export function hints(step, made, actions) {
  const given = new Map((made?.hints ?? []).map((hint) => [hint.index, hint]));
  return html`<section class="block" aria-label=${t("Hints")}><h3>${t("Hints")} <span>${t("{n} of {all} taken", { n: given.size, all: step.hints.length })}</span></h3>
    ${step.hints.map((hint) => {
      const taken = given.get(hint.index);
      const wait = Math.max(0, hint.after_attempts - (made?.attempts ?? 0));
      return html`<div class="hint">${taken
        ? html`<div class="hint-text prose">${unsafeHTML(taken.html)}</div>${solution(taken, actions)}`
        : html`<button type="button" ?disabled=${wait > 0} @click=${() => actions.hint(step.id, hint.index)}>${offer(hint)}</button>
            ${wait ? html` <span class="quiet-words">${tn(wait, "after {n} more attempt", "after {n} more attempts")}</span>` : nothing}`}</div>`;
    })}</section>`;
}

/** What is offered, and what it costs. @param {import("../types.js").Hint} hint */
function offer({ solution: whole, index, cost }) {
  if (whole) return cost ? t("The solution, costs {points}", { points: counted(cost) }) : t("The solution, free");
  return cost ? t("Hint {n}, costs {points}", { n: index + 1, points: counted(cost) }) : t("Hint {n}, free", { n: index + 1 });
}

/** @param {import("../types.js").GivenHint} hint @param {import("./panel.js").Actions} actions */
function solution(hint, actions) {
  if (!hint.solution) return nothing;
  const { files } = hint.solution;
  return html`${files.map((file) => html`<pre class="trace-rule">${file.text}</pre>`)}
    <button type="button" class="small" @click=${() => actions.use(files)}>${t("Put it into the editor")}</button>`;
}

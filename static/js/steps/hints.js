/** Hints: what each costs is said before it is taken. */
import { html, nothing, unsafeHTML } from "vendor/lit";
import { counted } from "./score.js";

/**
 * @param {import("../types.js").LabStep} step
 * @param {import("../types.js").StepProgress|undefined} made
 * @param {import("./panel.js").Actions} actions
 */
export function hints(step, made, actions) {
  const given = new Map((made?.hints ?? []).map((hint) => [hint.index, hint]));
  return html`<section class="block" aria-label="Hints"><h3>Hints <span>${given.size} of ${step.hints.length} taken</span></h3>
    ${step.hints.map((hint) => {
      const taken = given.get(hint.index);
      const wait = Math.max(0, hint.after_attempts - (made?.attempts ?? 0));
      const name = hint.solution ? "The solution" : `Hint ${hint.index + 1}`;
      const cost = hint.cost ? `costs ${counted(hint.cost)}` : "free";
      return html`<div class="hint">${taken
        ? html`<div class="hint-text prose">${unsafeHTML(taken.html)}</div>${solution(taken, actions)}`
        : html`<button type="button" ?disabled=${wait > 0} @click=${() => actions.hint(step.id, hint.index)}>${name}, ${cost}</button>
            ${wait ? html`<span class="quiet-words"> after ${wait} more attempt${wait === 1 ? "" : "s"}</span>` : nothing}`}</div>`;
    })}</section>`;
}

/** @param {import("../types.js").GivenHint} hint @param {import("./panel.js").Actions} actions */
function solution(hint, actions) {
  if (!hint.solution) return nothing;
  const { files } = hint.solution;
  return html`${files.map((file) => html`<pre class="trace-rule">${file.text}</pre>`)}
    <button type="button" class="small" @click=${() => actions.use(files)}>Put it into the editor</button>`;
}

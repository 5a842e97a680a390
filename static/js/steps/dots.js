/** The row of steps in the bar. */
import { html, render } from "vendor/lit";
import { t } from "../i18n.js";

/**
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 * @param {string|undefined} current
 * @param {(step: string) => void} open
 */
export function drawDots(place, state, current, open) {
  const steps = state.lab?.steps ?? [];
  place.hidden = steps.length < 2;
  render(
    steps.map((step, index) => {
      const done = Boolean(state.progress?.steps[step.id]?.done);
      return html`<li><button type="button" aria-current=${step.id === current ? "step" : "false"} data-current=${step.id === current} data-done=${done} ?disabled=${state.progress?.steps[step.id]?.open === false}
        aria-label=${done ? t("Step {n}: {title}, done", { n: index + 1, title: step.title }) : t("Step {n}: {title}", { n: index + 1, title: step.title })} title=${step.title} @click=${() => open(step.id)}>${done ? "✓" : index + 1}</button></li>`;
    }),
    place,
  );
}

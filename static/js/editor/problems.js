/** The list of problems under the editor: every marker in words, with its fix as a button. */
import { html, nothing, render } from "vendor/lit";
import { t } from "../i18n.js";
import { inline } from "../inline.js";
import { mark } from "../marks.js";

const SEVERITIES = { error: t("error"), warning: t("warning"), info: t("info") };

/**
 * @typedef {import("../types.js").Marker} Marker
 * @param {HTMLElement} place
 * @param {Marker[]} markers
 * @param {{goTo: (marker: Marker) => void, fix: (marker: Marker) => void, several: boolean}} options
 */
export function drawProblems(place, markers, { goTo, fix, several }) {
  const rank = { error: 0, warning: 1, info: 2 };
  const sorted = [...markers].sort((a, b) => rank[a.severity] - rank[b.severity] || a.line - b.line);
  render(
    sorted.map(
      (marker) => html`
        <div class="problem" data-severity=${marker.severity}>
          ${mark(marker.severity, "problem-mark", SEVERITIES[marker.severity])}
          <div>
            <button type="button" class="link problem-place" @click=${() => goTo(marker)}>${several ? `${marker.file}:${marker.line}` : t("line {n}", { n: marker.line })}</button>
            <span class="problem-message">${marker.message}</span>
            ${marker.advice ? html`<span class="problem-advice">${inline(marker.advice)}</span>` : nothing}
            ${marker.fix ? html`<div><button type="button" class="small" @click=${() => fix(marker)}>${marker.fix.title}</button></div>` : nothing}
          </div>
        </div>`,
    ),
    place,
  );
}

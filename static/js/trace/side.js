/** Beside the steps: how it ended, why, what would mend it, and how else it could have gone. */
import { html, nothing } from "vendor/lit";
import { t } from "../i18n.js";
import { inline } from "../inline.js";
import { placeWords } from "../objects.js";
import { chart } from "./chart.js";
import { differs } from "./differs.js";
import { ending as endOfTrace, walked } from "./reduce.js";

/**
 * @param {import("../types.js").State} state
 * @param {import("./panel.js").Actions} actions
 */
export function side({ trace, distribution }, actions) {
  if (!trace) return nothing;
  const shown = walked(trace);
  const other = trace.branches[shown] && !trace.branches[shown].taken;
  const mended = trace.what_if?.length ? html`<div class="side-block">${ways(trace.what_if, { show: (fix) => actions.propose(fix, trace), fits: actions.fits })}</div>` : nothing;
  return html`<div class="trace-side" role="region" aria-label=${t("Result")} tabindex="0">
    ${distribution ? chart(distribution, actions) : nothing}
    <div class="side-block"><p class="trace-sentence">${endOfTrace(trace).sentence}</p>
      ${trace.body && !other ? html`<pre class="trace-rule">${trace.body}</pre>` : nothing}</div>
    ${trace.diagnosis && !other ? diagnosis(trace.diagnosis, actions, mended) : mended}
    ${trace.branches.length > 1 ? branches(trace.branches, shown, actions) : nothing}
  </div>`;
}

/**
 * Why a request failed, where to look, the pattern of a fix.
 * @param {import("../types.js").Diagnosis} found
 * @param {{origin: (origin: import("../types.js").Origin) => void}} [actions]
 * @param {unknown} [mended] what would mend it, told after why it is so
 */
export function diagnosis(found, actions, mended = nothing) {
  const lines = (found.origins ?? []).filter((origin) => origin.file);
  return html`<div class="side-block diagnosis"><div><p class="side-title">${found.title}</p>
    <p>${inline(found.why)}</p></div>
    <div>${mended}
    <dl><dt>${t("Look")}</dt><dd>${inline(found.look)}</dd><dt>${t("Fix")}</dt><dd>${inline(found.fix)}</dd></dl>
    <p class="trace-origins">${actions ? lines.map((origin) => html`<button type="button" class="link mono" @click=${() => actions.origin(origin)}>${origin.file}:${origin.line}</button>${differs(origin)}`) : nothing}
      ${found.doc ? html`<a href=${found.doc} target="_blank" rel="noopener">${t("Read on at kubernetes.io")}</a>` : nothing}
      <code class="quiet-words">${found.code}</code></p></div></div>`;
}

/**
 * What would have made it work: each is a sentence, and an edit to look at where the lab gives it away.
 * @param {import("../types.js").Fix[]} fixes
 * @param {{show: (fix: import("../types.js").Fix) => void, fits?: (fix: import("../types.js").Fix) => boolean}} actions `fits`: whether it is about the text that stands in the editor
 */
export function ways(fixes, { show, fits = () => true }) {
  return html`<p class="side-title">${t("It would work if")}</p>
    ${fixes.map((fix) => html`<p class="what-if"><span>${inline(fix.title)}</span>${fix.edits.length || fix.again ? html`<button type="button" class="small" ?disabled=${!fits(fix)}
      title=${fits(fix) ? t("See the edit, the picture and the trace as they would be; nothing is applied") : t("These lines have been edited since they were applied. Apply first, then ask again.")} @click=${() => show(fix)}>${t("Show me")}</button>` : nothing}</p>`)}`;
}

/** Where a branch ended: who answered, or what let nothing through. @param {import("../types.js").Branch} branch */
const endOf = (branch) => branch.end || branch.backend || branch.hops.at(-1)?.place || "";

/** What tells branches apart that end at the same place: the node whose rules were asked. @param {import("../types.js").Branch} branch @param {boolean} twin */
function ending(branch, twin) {
  const room = branch.hops.find((hop) => /^(proxy|node):/.test(hop.place))?.place;
  const place = placeWords(endOf(branch));
  return twin && room ? t("{place} through {node}", { place, node: room.slice(room.indexOf(":") + 1) }) : place;
}

/** All ways, each with its exact probability; one may walk another than the one that was taken. @param {import("../types.js").Branch[]} all @param {number} shown @param {import("./panel.js").Actions} actions */
function branches(all, shown, actions) {
  const ends = all.map(endOf);
  const same = new Set(ends.filter((end, index) => ends.indexOf(end) !== index));
  return html`<div class="side-block"><p class="side-title" id="ways-title">${t("How the choice can fall")}</p>
    <ul class="branches" aria-labelledby="ways-title">${all.map((branch, index) => html`<li>
      <button type="button" class="branch-row" data-taken=${branch.taken} aria-current=${index === shown ? "true" : nothing} title=${t("Walk this way")} @click=${() => actions.branch(index)}>
        <span class="mono">${branch.probability}</span><svg class="share-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="share-all" width="100" height="6"/><rect width=${branch.percent} height="6"/></svg>
        <span>${ending(branch, same.has(endOf(branch)))}${branch.disposition === "DELIVERED" ? "" : `: ${branch.disposition}`}${branch.taken ? ` (${t("taken")})` : ""}</span></button></li>`)}</ul></div>`;
}

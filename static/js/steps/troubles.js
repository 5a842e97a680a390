/** The trouble that comes before a probe, said where its result stands. */
import { html, nothing } from "vendor/lit";
import { t } from "../i18n.js";

/** @param {string[]|undefined} after */
export function afterWords(after) {
  return after?.length ? html`<p class="quiet-words">${t("After this: {trouble}.", { trouble: after.join("; ") })}</p>` : nothing;
}

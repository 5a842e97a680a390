/** Beside a line that decided something: that the cluster has something else than the line says by now. */
import { html, nothing } from "vendor/lit";
import { t } from "../i18n.js";
import { inline } from "../inline.js";
import { mark } from "../marks.js";

/** @param {import("../types.js").Origin} origin */
export function differs({ differs: found }) {
  if (!found) return nothing;
  const { path, says } = found;
  const words = found.has === null
    ? t("The file says `{path}: {says}`, and the cluster has no such field.", { path, says })
    : t("The file says `{path}: {says}`, and the cluster has `{has}`.", { path, says, has: found.has });
  return html`<span class="differs">${mark("warning")} ${inline(words)}</span>`;
}

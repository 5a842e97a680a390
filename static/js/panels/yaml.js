/** An object as YAML: of each line who wrote it, and its managedFields where they are wanted. */
import { html, nothing } from "vendor/lit";
import { t } from "../i18n.js";

/** Who writes fields, in a word, and what that means. @type {Record<string, () => [string, string]>} */
const AUTHORS = {
  kubectl: () => ["kubectl", t("Added by kubectl: the namespace, and what it applied last")],
  default: () => [t("default"), t("A default of the API server: nobody wrote it")],
  allocated: () => [t("allocated"), t("Given by the API server: the next that was free")],
  server: () => [t("server"), t("Kept by the API server itself")],
  controller: () => [t("controller"), t("Written by a controller, most of it in the status")],
};

/**
 * @param {NonNullable<import("../types.js").State["object"]>} object
 * @param {{managed: boolean, authors: boolean, gone: boolean}} shown
 * @param {{toggle: (change: {managed?: boolean, authors?: boolean}) => void, close: () => void, origin: (origin: import("../types.js").Origin) => void, select: (() => void)|null}} actions
 */
export function yamlView(object, { managed, authors, gone }, { toggle, close, origin, select }) {
  const { kind, namespace, name, yaml, lines } = object;
  const texts = yaml.replace(/\n$/, "").split("\n");
  return html`<section class="yaml" aria-label=${`${kind} ${name}`}>
    <header class="toolbar"><h3>${kind} <span>${namespace ? `${namespace}/` : ""}${name}</span></h3>
      <label class="check"><input type="checkbox" name="authors" .checked=${authors} @change=${(/** @type {any} */ event) => toggle({ authors: event.target.checked })}> ${t("Who wrote it")}</label>
      <label class="check"><input type="checkbox" name="managed" .checked=${managed} @change=${(/** @type {any} */ event) => toggle({ managed: event.target.checked })}> managedFields</label>
      ${select ? html`<button type="button" class="small" @click=${select}>${t("Show in the picture")}</button>` : nothing}
      ${gone ? html`<span class="quiet-words">${t("This object is gone.")}</span>` : nothing}
      <span class="bar-space"></span><button type="button" class="quiet icon" aria-label=${t("Close")} @click=${close}>×</button></header>
    <div class="yaml-text" tabindex="0" role="region" aria-label="YAML">${texts.map((text, index) => line(text, authors ? lines[index] : undefined, object, origin))}</div></section>`;
}

/** The line of the file that says so, or that somebody has overwritten. @param {{by: string, file: string|null, line: number|null}} by @param {() => void} open */
const fileLine = ({ by, file, line: number }, open) => html`${by === "later" ? html`<span title=${t("Somebody has written something else there than the file says")}>${t("changed since")}</span> ` : nothing}<button type="button" class="link" @click=${open}>${file}:${number}</button>`;

/** @param {string} text @param {{by: string, file: string|null, line: number|null}|undefined} by @param {import("../types.js").ObjectKey} key @param {(origin: any) => void} origin */
function line(text, by, { kind, namespace, name }, origin) {
  const [word, meaning] = AUTHORS[by?.by ?? ""]?.() ?? ["", ""];
  const from = by?.file
    ? fileLine(by, () => origin({ kind, namespace, name, path: "", file: by.file, line: by.line }))
    : html`<span title=${meaning || nothing}>${word}</span>`;
  return html`<div class="yaml-line" data-by=${by?.by ?? "none"}><span class="mono">${text || " "}</span>${by ? html`<span class="yaml-by">${from}</span>` : nothing}</div>`;
}

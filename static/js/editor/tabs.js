/** The tabs over the editor: one per file, with a mark for what is wrong and what is not applied yet. */
import { html, nothing, render, repeat } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { menu } from "../menu.js";

/**
 * @param {{tabs: HTMLElement, actions: HTMLElement}} places
 * @param {{path: string, changed: boolean, errors: number}[]} files
 * @param {string} open
 * @param {{
 *   choose: (path: string) => void, add: () => void, remove: (path: string) => void, mayRemove: boolean, upload: () => void, download: () => void,
 *   downloadAll: () => void, format: () => void, compare: (on: boolean) => void, comparing: boolean,
 * }} act
 */
export function drawFileTabs({ tabs, actions }, files, open, { choose, add, remove, mayRemove, ...act }) {
  render(
    repeat(files, (file) => file.path, (file) => html`
      <button type="button" role="tab" aria-selected=${file.path === open} aria-controls="editor" tabindex=${file.path === open ? 0 : -1}
        @click=${() => choose(file.path)}
        @keydown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Delete" && mayRemove && files.length > 1) remove(file.path); }}>
        ${file.path}${label(file)}
      </button>`),
    tabs,
  );
  render(
    html`${files.length > FEW ? allFiles(files, open, choose) : nothing}
      <button type="button" class="quiet icon" aria-label=${t("New")} title=${t("New file or document")} @click=${add}>+</button>
      ${menu("file-menu", { label: t("File"), sign: "⋯" }, [
        { label: t("Differences from what is applied"), act: () => act.compare(!act.comparing), checked: act.comparing },
        { label: t("Format"), act: act.format, keys: t("Alt Shift F") },
        { label: t("Upload"), act: act.upload },
        { label: t("Download {file}", { file: open }), act: act.download },
        ...(files.length > 1 ? [{ label: t("Download all as one file"), act: act.downloadAll }] : []),
        ...(mayRemove && files.length > 1 ? [{ label: t("Remove {file} from the editor", { file: open }), act: () => remove(open) }] : []),
      ])}`,
    actions,
  );
}

/** More files than this may not all be seen in the row: a menu has them all. */
const FEW = 3;

/** @param {{path: string, changed: boolean, errors: number}[]} files @param {string} open @param {(path: string) => void} choose */
function allFiles(files, open, choose) {
  return html`<span class="file-menu"><span aria-hidden="true">▾</span><select aria-label=${t("All files")} title=${t("All files")} .value=${open} @change=${(/** @type {any} */ event) => choose(event.target.value)}>
    ${files.map(({ path, changed, errors }) => html`<option value=${path} ?selected=${path === open}>${errors ? t("{file} (problems)", { file: path }) : changed ? t("{file} (not applied)", { file: path }) : path}</option>`)}</select></span>`;
}

/** @param {{changed: boolean, errors: number}} file */
function label(file) {
  if (file.errors) return html` <span class="tab-mark" data-kind="error" role="img" aria-label=${tn(file.errors, "{n} problem", "{n} problems")}></span>`;
  if (file.changed) return html` <span class="tab-mark" data-kind="changed" role="img" aria-label=${t("not applied yet")}></span>`;
  return nothing;
}

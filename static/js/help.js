/** The sheet behind "?": what this page is for, and every key. */
import { html } from "vendor/lit";
import { show } from "./dialog.js";
import { t } from "./i18n.js";
import { singleKeys, switchSingleKeys } from "./keep.js";
import { KEYS } from "./keys.js";

/** Keys that only one part knows. @type {[string, [string, string][]][]} */
const PARTS = [
  [t("In the editor"), [
    [t("Ctrl Enter"), t("Apply the files to the cluster")],
    [t("Ctrl Space"), t("What may stand here")],
    ["F1", t("What the field at the cursor means; again to reach its links")],
    ["F8", t("The next problem")],
    ["F7", t("The next difference from what is applied, where these are shown")],
    [t("Alt Shift F"), t("Format")],
    [t("Ctrl F"), t("Find and replace")],
    [t("Tab, Shift Tab"), t("Indent deeper, less deep")],
    [t("Esc, then Tab"), t("Leave the editor")],
  ]],
  [t("In the picture"), [
    [t("Arrow keys"), t("From part to part; Enter opens one")],
    ["+  −  0", t("Zoom in, zoom out, fit")],
    ["/", t("Find in the picture")],
    ["L", t("Its labels or its selector, one after the other: who selects by it")],
    ["L", t("The labels of a part, one after the other: who selects by them")],
  ]],
  [t("In the terminal"), [
    [t("Tab"), t("Complete the line")],
    ["↑  ↓", t("Earlier lines, later lines")],
    [t("Ctrl R"), t("Search earlier lines")],
    [t("Ctrl C"), t("Drop the line, or stop one that goes on telling")],
    [t("Ctrl L"), t("Empty the screen")],
    [t("Ctrl D"), t("Leave a container's shell")],
    [t("Esc, then Tab"), t("Leave the terminal")],
  ]],
  [t("On tabs, dividers and sliders"), [
    [t("Arrow keys"), t("The next tab; a part wider or narrower; another moment")],
    [t("Del"), t("On a file's tab: remove the file from the editor")],
  ]],
];

/** @param {[string, string][]} keys */
const list = (keys) => html`<dl class="shortcuts">${keys.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`)}</dl>`;

export function help() {
  show(
    t("Help"),
    html`<p>${t("Write YAML in the middle, apply it, and watch the picture. Then ask a question from any pod, node or from outside, and follow it step by step. Choose a part of the picture to see what it knows and what you can do to it.")}</p>
      <p>${t("Printing gives the steps, the files as applied and the picture.")} <button type="button" class="small" @click=${() => print()}>${t("Print")}</button></p>
      <h3>${t("Keys everywhere")}</h3>
      ${list(KEYS.map(({ keys, what }) => [keys, what]))}
      <label class="field"><input type="checkbox" ?checked=${singleKeys()} @change=${(/** @type {any} */ event) => switchSingleKeys(event.target.checked)}> ${t("Keys of one character work everywhere (? and, in the list of labs, /)")}</label>
      ${PARTS.map(([title, keys]) => html`<h3>${title}</h3>${list(keys)}`)}`,
  );
}

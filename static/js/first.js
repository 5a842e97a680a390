/** The editor before everything else: as soon as its own modules are there, it can be typed into. */
import { Editor } from "./editor/editor.js";
import { measure } from "./timing.js";

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** What the page was given to begin with. */
export const boot = JSON.parse(at("boot").textContent ?? "{}");
export const nonce = /** @type {HTMLScriptElement|null} */ (document.querySelector('script[type="importmap"]'))?.nonce ?? "";

let typed = false;

/** Who is asked once the rest of the page is there. @type {Omit<import("./editor/extensions.js").Options, "nonce"|"still">} */
const desk = { changed: () => { typed = true; }, apply: () => {}, format: () => {}, names: () => [] };

export const editor = new Editor(at("editor"), {
  nonce, still: !boot.socket, changed: () => desk.changed(), apply: () => desk.apply(), format: () => desk.format(), names: (refers, key) => desk.names(refers, key),
});

if (boot.files) {
  editor.load(boot.files);
  measure("click-to-first-edit", [0]);
}

/** @param {typeof desk} taker @returns {boolean} whether something was typed before */
export function handOver(taker) {
  Object.assign(desk, taker);
  return typed;
}

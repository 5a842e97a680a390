/** The learner's own widths: dividers that move by mouse, finger and arrow keys, and are remembered. */

import { keep, kept } from "./keep.js";

const STEP = 24;
const LEAST = 120;

/** @type {Record<string, {side: 1|-1, axis: "x"|"y"}>} */
const PARTS = { read: { side: 1, axis: "x" }, edit: { side: 1, axis: "x" }, dock: { side: -1, axis: "y" } };

/** @param {string} part */
const sizeOf = (part) => {
  const box = document.getElementById(part)?.getBoundingClientRect();
  return (PARTS[part].axis === "x" ? box?.width : box?.height) ?? 0;
};

/** @param {string} part @param {number} size */
function resize(part, size) {
  const whole = PARTS[part].axis === "x" ? innerWidth : innerHeight;
  const wanted = Math.round(Math.min(whole * 0.6, Math.max(LEAST, size)));
  document.body.style.setProperty(`--${part}`, `${wanted}px`);
  document.querySelector(`[data-resize="${part}"]`)?.setAttribute("aria-valuenow", String(wanted));
  return wanted;
}

export function dividers() {
  for (const divider of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-resize]"))) {
    const part = divider.dataset.resize ?? "";
    const { axis } = PARTS[part];
    const side = axis === "x" && document.documentElement.dir === "rtl" ? -PARTS[part].side : PARTS[part].side;
    const known = Number(kept(`size-${part}`));
    if (known) resize(part, known);
    divider.setAttribute("aria-valuemin", String(LEAST));
    divider.setAttribute("aria-valuenow", String(Math.round(sizeOf(part))));
    divider.addEventListener("pointerdown", (event) => {
      divider.setPointerCapture(event.pointerId);
      divider.dataset.dragging = "";
      const start = (axis === "x" ? event.clientX : event.clientY) - side * sizeOf(part);
      const move = (/** @type {PointerEvent} */ moved) => resize(part, side * ((axis === "x" ? moved.clientX : moved.clientY) - start));
      divider.addEventListener("pointermove", move);
      divider.addEventListener("lostpointercapture", () => {
        delete divider.dataset.dragging;
        divider.removeEventListener("pointermove", move);
        keep(`size-${part}`, String(sizeOf(part)));
      }, { once: true });
    });
    divider.addEventListener("keydown", (event) => {
      /** @type {Record<string, number>} */
      const keys = axis === "x" ? { ArrowLeft: -STEP, ArrowRight: STEP } : { ArrowUp: -STEP, ArrowDown: STEP };
      if (!(event.key in keys)) return;
      event.preventDefault();
      keep(`size-${part}`, String(resize(part, sizeOf(part) + side * keys[event.key])));
    });
  }
}

/** Under 900 px: one part at a time. @param {string} part */
export function go(part) {
  document.body.dataset.place = part;
  for (const button of document.querySelectorAll("[data-place]")) {
    if (button instanceof HTMLButtonElement) {
      if (button.dataset.place === part) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}

export const isNarrow = () => matchMedia("(max-width: 900px)").matches;

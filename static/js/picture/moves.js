/**
 * Wheel, drag and pinch on the picture. Where the page itself can scroll, the picture takes the wheel only with Ctrl or while it
 * has the focus, and one finger up and down scrolls the page: nobody is trapped.
 */
import { zoom } from "./viewport.js";

/** Beyond so many pixels a press is a drag and no click. */
const SLACK = 4;

/** A page in a frame, or one that is longer than the window. */
const pageScrolls = () => {
  const page = document.scrollingElement;
  return Boolean(page && page.scrollHeight > page.clientHeight + 1);
};

/**
 * @param {HTMLElement} place
 * @param {{get: () => import("./viewport.js").View, set: (view: import("./viewport.js").View) => void}} view
 */
export function moves(place, view) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  let dragged = 0;
  const at = (/** @type {{clientX: number, clientY: number}} */ event) => {
    const box = place.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  place.addEventListener("wheel", (event) => {
    const now = view.get();
    const zooming = event.ctrlKey || event.metaKey;
    if (!zooming && pageScrolls() && !place.contains(document.activeElement)) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (!zooming && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))) {
      view.set({ ...now, x: now.x - (event.deltaX || event.deltaY) * lines });
    } else {
      view.set(zoom(now, Math.exp((-event.deltaY * lines) / (zooming ? 120 : 400)), at(event)));
    }
  }, { passive: false });

  place.addEventListener("pointerdown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.button !== 0 || (event.pointerType === "mouse" && target.closest("text"))) return; // text can be chosen and copied
    if (!fingers.size) {
      place.style.touchAction = pageScrolls() ? "pan-y" : "none";
      dragged = 0;
    }
    fingers.set(event.pointerId, at(event));
  });
  place.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const current = view.get();
    dragged += Math.hypot(now.x - before.x, now.y - before.y);
    if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1] ?? now;
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      view.set(zoom(current, factor, other));
    } else if (dragged > SLACK) {
      if (!place.hasPointerCapture(event.pointerId)) place.setPointerCapture(event.pointerId);
      place.dataset.dragging = "";
      view.set({ ...current, x: current.x + now.x - before.x, y: current.y + now.y - before.y });
    }
    fingers.set(event.pointerId, now);
  });
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) {
    place.addEventListener(type, (event) => {
      fingers.delete(/** @type {PointerEvent} */ (event).pointerId);
      if (!fingers.size) delete place.dataset.dragging;
    });
  }
  // What was dragged was not clicked.
  place.addEventListener("click", (event) => {
    if (dragged > SLACK) event.stopPropagation();
    dragged = 0;
  }, { capture: true });
  place.style.touchAction = pageScrolls() ? "pan-y" : "none";
  addEventListener("resize", () => { place.style.touchAction = pageScrolls() ? "pan-y" : "none"; });
}

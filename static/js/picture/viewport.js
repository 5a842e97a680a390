/** Zoom, pan and fit: a transformation over the whole drawing. */

/** @typedef {{x: number, y: number, scale: number}} View */

const SMALLEST = 0.25;
const LARGEST = 4;
const MARGIN = 14;

/**
 * The view that shows all of the drawing; small drawings are not blown up beyond `most`.
 * @param {{width: number, height: number}} drawing
 * @param {{width: number, height: number}} frame
 * @param {number} [most]
 * @returns {View}
 */
export function fit(drawing, frame, most = 1.35) {
  const room = { width: Math.max(1, frame.width - 2 * MARGIN), height: Math.max(1, frame.height - 2 * MARGIN) };
  const scale = Math.max(SMALLEST, Math.min(most, room.width / drawing.width, room.height / drawing.height));
  return { scale, x: (frame.width - drawing.width * scale) / 2, y: Math.max(MARGIN, (frame.height - drawing.height * scale) / 3) };
}

/** @param {View} view @param {number} factor @param {{x: number, y: number}} at stays where it is @returns {View} */
export function zoom(view, factor, at) {
  const scale = Math.min(LARGEST, Math.max(SMALLEST, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** @param {View} view */
export const transform = (view) => `translate(${view.x.toFixed(1)} ${view.y.toFixed(1)}) scale(${view.scale.toFixed(4)})`;

/**
 * Wheel, drag and pinch on an element.
 * @param {HTMLElement} place
 * @param {{get: () => View, set: (view: View) => void}} view
 */
export function moves(place, view) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  const at = (/** @type {{clientX: number, clientY: number}} */ event) => {
    const box = place.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  place.addEventListener("wheel", (event) => {
    event.preventDefault();
    const now = view.get();
    if (event.ctrlKey || event.metaKey) view.set(zoom(now, Math.exp(-event.deltaY / 200), at(event)));
    else view.set({ ...now, x: now.x - event.deltaX, y: now.y - event.deltaY });
  }, { passive: false });
  place.addEventListener("pointerdown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.button !== 0 || (target.closest("text, .shape:not(.kind-node)") && event.pointerType === "mouse")) return;
    fingers.set(event.pointerId, at(event));
  });
  place.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const current = view.get();
    if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1] ?? now;
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      view.set(zoom(current, factor, other));
    } else {
      view.set({ ...current, x: current.x + now.x - before.x, y: current.y + now.y - before.y });
    }
    fingers.set(event.pointerId, now);
  });
  for (const type of ["pointerup", "pointercancel", "pointerleave"]) {
    place.addEventListener(type, (event) => fingers.delete(/** @type {PointerEvent} */ (event).pointerId));
  }
}

/** Zoom, pan and fit: a transformation over the whole drawing. */

/** @typedef {{x: number, y: number, scale: number}} View */
/** @typedef {{width: number, height: number}} Extent */

const SMALLEST = 0.1;
const LARGEST = 4;
const MARGIN = 14;
/** So much of the drawing stays in sight, in pixels, wherever it is dragged. */
const KEPT = 60;

/** A small drawing is not blown up beyond this, in a frame of usual width; on a very large screen in proportion. */
const MOST = 1.35;
const WIDE = 1000;

/**
 * The view that shows all of the drawing; small drawings are not blown up beyond `most`.
 * @param {Extent} drawing
 * @param {Extent} frame
 * @param {number} [most]
 * @returns {View}
 */
export function fit(drawing, frame, most = Math.max(MOST, frame.width / WIDE)) {
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

/** The view with a shape in its middle, large enough to be read. @param {View} view @param {{x: number, y: number, w: number, h: number}} shape @param {Extent} frame @param {number} [least] @returns {View} */
export function centred(view, shape, frame, least = 1) {
  const scale = Math.max(least, view.scale);
  return { scale, x: frame.width / 2 - (shape.x + shape.w / 2) * scale, y: frame.height / 2 - (shape.y + shape.h / 2) * scale };
}

/** Not out of sight. @param {View} view @param {Extent} drawing @param {Extent} frame @returns {View} */
export function kept(view, drawing, frame) {
  const within = (/** @type {number} */ value, /** @type {number} */ size, /** @type {number} */ room) => Math.min(room - KEPT, Math.max(KEPT - size * view.scale, value));
  return { ...view, x: within(view.x, drawing.width, frame.width), y: within(view.y, drawing.height, frame.height) };
}

/** @param {View} view */
export const transform = (view) => `translate(${view.x.toFixed(1)} ${view.y.toFixed(1)}) scale(${view.scale.toFixed(4)})`;

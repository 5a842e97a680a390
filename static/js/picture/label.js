/** Where the packet's label stands: on that side of its tip on which it hides least of what is to be read. Pure. */
import { doors } from "./scene.js";
import { DOORS } from "./sizes.js";

/**
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {{x: number, y: number, w: number, h: number}} Box
 * @typedef {{x: number, y: number, tip: string}} Label  its upper left corner as seen from the tip, and the tip's own outline
 */

/** From the label to what it points at. */
const STALK = 5;
/** A label that is moved along its side keeps the stalk so far from its corner. */
const CORNER = 9;
/** What lies beyond the frame is lost: rather anything else is hidden. */
const UNSEEN = 20;

/**
 * The places that a label may have, the best first: above its tip, below, beside it, each in the middle or towards an end.
 * @param {{w: number, h: number}} size
 * @returns {Label[]}
 */
function places({ w, h }) {
  const along = (/** @type {number} */ length) => [-length / 2, CORNER - length, -CORNER];
  return [
    ...along(w).map((x) => ({ x, y: -h - STALK, tip: "M-5 -5.5H5L0 0z" })),
    ...along(h).map((y) => ({ x: -w - STALK, y, tip: "M-5.5 -5V5L0 0z" })),
    ...along(h).map((y) => ({ x: STALK, y, tip: "M5.5 -5V5L0 0z" })),
    ...along(w).map((x) => ({ x, y: STALK, tip: "M-5 5.5H5L0 0z" })),
  ];
}

/** What of a shape is to be read: of a room its name plate, of a kube-proxy its doors too. @param {Shape} shape @returns {Box[]} */
function read(shape) {
  const { x, y, w, h, kind, node } = shape;
  if (kind === "node") return [{ x, y, w, h: shape.head ?? 24 }];
  const open = kind === "proxy" ? doors(node).length : 0;
  return open ? [shape, { x: x - DOORS, y, w: DOORS, h: Math.min(h, 20 * open + 4) }] : [shape];
}

/** @param {Box} a @param {Box} b */
function shared(a, b) {
  const [wide, high] = [Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x), Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y)];
  return wide > 0 && high > 0 ? wide * high : 0;
}

/**
 * @param {{x: number, y: number}} tip in the drawing
 * @param {{w: number, h: number}} size of the label
 * @param {number} scale of the label: what it takes of the drawing is so many times its size
 * @param {Iterable<Shape>} shapes
 * @param {Box} seen the part of the drawing that is in sight
 * @returns {Label}
 */
export function labelAt(tip, size, scale, shapes, seen) {
  const boxes = [...shapes].flatMap(read);
  /** @param {Label} label */
  const hidden = ({ x, y }) => {
    const box = { x: tip.x + x * scale, y: tip.y + y * scale, w: size.w * scale, h: size.h * scale };
    return boxes.reduce((sum, each) => sum + shared(box, each), 0) + UNSEEN * (box.w * box.h - shared(box, seen));
  };
  const all = places(size).map((label) => ({ label, cost: hidden(label) }));
  return all.reduce((best, one) => (one.cost < best.cost - 1 ? one : best)).label;
}

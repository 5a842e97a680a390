/**
 * The measures of the drawing, in its own units. Few pods stand roomy, with their address and labels; many stand compact,
 * with their name alone.
 *
 * @typedef {typeof ROOMY} Sizes
 */

export const TOP = 30;
/** One more line, for labels and selectors. */
export const LINE = 12;
export const OUTSIDE = { w: 116, h: 46, gap: 16 };
export const DNS = { h: 36, gap: 16 };
/** Room for the doors that stick out of a wall. */
export const DOORS = 46;

export const ROOMY = {
  compact: false,
  pod: { w: 166, h: 34, gap: 8, aside: 8, rows: 4 },
  room: { head: 24, pad: 8, wall: 22, least: 2, gap: 14 },
  hex: { w: 178, h: 52, point: 12 },
  port: 20,
  sheet: 22,
  tag: { w: 132, h: 24 },
  unit: { gap: 20, perColumn: 6 },
  gap: { outside: 52, service: 92, narrow: 56, tag: 24, lane: 40 },
};

/** @type {Sizes} */
export const COMPACT = {
  compact: true,
  pod: { w: 112, h: 20, gap: 4, aside: 12, rows: 4 },
  room: { head: 20, pad: 6, wall: 16, least: 1, gap: 16 },
  hex: { w: 150, h: 32, point: 9 },
  port: 15,
  sheet: 15,
  tag: { w: 112, h: 18 },
  unit: { gap: 12, perColumn: 10 },
  gap: { outside: 52, service: 64, narrow: 48, tag: 16, lane: 36 },
};

/** More shapes than this in the rooms stand compact; roomy again only when there are clearly fewer, so that nothing flickers. */
const MANY = 18;
const FEW = 12;

/** @param {number} pods @param {boolean} before whether it was compact until now @returns {Sizes} */
export const sizesFor = (pods, before) => (pods > (before ? FEW : MANY) ? COMPACT : ROOMY);

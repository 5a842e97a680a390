/** The measures of the drawing, in its own units. */

export const TOP = 30;
export const POD = { w: 166, h: 34, gap: 8 };
export const ROOM = { head: 24, pad: 8, wall: 22 };
export const HEX = { w: 178, h: 52, point: 12 };
export const PORT_ROW = 20;
export const SHEET = 22;
/** One more line, for labels and selectors. */
export const LINE = 12;
export const OUTSIDE = { w: 116, h: 46, gap: 16 };
export const TAG = { w: 132, h: 24 };
export const DNS = { h: 36, gap: 16 };
export const GAP = { outside: 52, room: 14, service: 92, narrow: 56, unit: 20, tag: 24, lane: 40 };
/** Room for the doors that stick out of a wall. */
export const DOORS = 46;

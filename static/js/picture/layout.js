/**
 * Where everything stands. `layout(nodes, edges, {memory, narrow})` is pure: the same scene and memory give the same
 * places. The memory holds slots and the widest extents so far, so that an object keeps its place while it exists.
 * Wide: four lanes from left to right. Narrow: what is outside stands in a row above, names below their Services.
 *
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {{id: string, kind: string, x: number, y: number, w: number, h: number, head?: number, node: SceneNode, was?: SceneNode, rows?: Row[], unit?: any,
 *   rowWidth?: number, compact?: boolean, labels?: boolean, stands?: string[], column?: number}} Shape  `stands`: the ids that it stands for, if not its own alone
 * @typedef {{y: number, h: number, w: number, port: number, protocol: string, text: string, detail: string, door: number}} Row
 * @typedef {{slots: Record<string, Record<string, number>>, extents: Record<string, number>, compact: boolean, crowd: number}} Memory  `crowd`: the most pods that there were
 * @typedef {{shapes: Shape[], lanes: {label: string, x: number, y: number}[], hints: {text: string, x: number, y: number}[], width: number, height: number, memory: Memory, compact: boolean,
 *   labels: boolean, edges: import("./scene.js").SceneEdge[]}} Layout
 */
import { t } from "../i18n.js";
import { placeRooms } from "./rooms.js";
import { lanes } from "./scene.js";
import { DOORS, OUTSIDE, TOP, sizesFor } from "./sizes.js";
import { seat } from "./slots.js";
import { placeUnits } from "./units.js";

const OUTSIDE_PER_ROW = 4;
/** If only one in so many is left (they were folded into groups, or are gone), everybody is seated anew: else few would stand in halls. */
const SHRUNK = 5;

/** @returns {Memory} */
export const nothingYet = () => ({ slots: {}, extents: {}, compact: false, crowd: 0 });

/**
 * @param {Record<string, SceneNode>} nodes
 * @param {Record<string, import("./scene.js").SceneEdge>} edges
 * @param {{memory?: Memory, narrow?: boolean, labels?: boolean|null}} [options]  `labels` null: where there is room for them
 * @returns {Layout}
 */
export function layout(nodes, edges, { memory, narrow = false, labels: wanted = null } = {}) {
  const groups = lanes(nodes, edges);
  const crowd = groups.rooms.reduce((sum, { pods }) => sum + pods.length, groups.waiting.length);
  const known = memory && crowd * SHRUNK >= memory.crowd ? memory : nothingYet();
  const sizes = sizesFor(crowd, known.compact);
  const { compact } = sizes;
  const labels = wanted ?? !compact;
  const before = compact === known.compact ? known : nothingYet();
  /** @type {Memory} */
  const kept = { slots: {}, extents: { ...before.extents }, compact, crowd: Math.max(crowd, before.crowd) };
  /** @param {string} lane @param {SceneNode[]} items */
  const seats = (lane, items) => (kept.slots[lane] = seat(before.slots[lane] ?? {}, items.map((item) => item.id)));
  /** The most that was ever needed. @param {string} what @param {number} now */
  const most = (what, now) => (kept.extents[what] = Math.max(kept.extents[what] ?? 0, now));

  const outside = placeOutside(groups.outside, seats("outside", groups.outside), narrow);
  const below = Math.max(0, ...outside.map((shape) => shape.y + shape.h));
  const top = narrow && outside.length ? below + sizes.gap.lane : TOP;
  const roomsLeft = narrow ? DOORS : outside.length ? OUTSIDE.w + sizes.gap.outside : 0;
  const rooms = placeRooms(groups, { seats, most, left: roomsLeft, top, narrow, labels, sizes });
  const unitsLeft = rooms.right + (narrow ? sizes.gap.narrow : sizes.gap.service);
  const units = placeUnits(groups, { seats, most, left: unitsLeft, top, narrow, labels, sizes });
  const shapes = [...rooms.shapes, ...outside, ...units.shapes].map((shape) => ({ ...shape, compact, labels }));
  return {
    shapes, memory: kept, compact, labels, edges: groups.edges,
    lanes: [
      ...(outside.length ? [{ label: t("OUTSIDE"), x: 0, y: TOP - 16 }] : []),
      { label: t("NODES"), x: roomsLeft, y: top - 16 },
      { label: t("SERVICES"), x: unitsLeft, y: top - 16 },
      ...(narrow ? [] : [{ label: t("NAMES"), x: units.tagsLeft, y: top - 16 }]),
    ],
    hints: [
      ...(groups.waiting.length ? [{ text: t("Waiting for a node"), x: roomsLeft + sizes.room.wall + sizes.room.pad, y: rooms.waitingTop }] : []),
      ...(groups.units.length ? [] : [t("No Service yet."), t("Write one and apply it.")].map((text, line) => ({ text, x: unitsLeft, y: top + 64 + line * 16 }))),
    ],
    width: most("width", units.right),
    height: most("height", Math.max(top + 260, ...shapes.map((shape) => shape.y + shape.h)) + 12),
  };
}

/** @param {SceneNode[]} items @param {Record<string, number>} seats @param {boolean} narrow @returns {Shape[]} */
function placeOutside(items, seats, narrow) {
  return items.map((node) => {
    const slot = seats[node.id];
    const [column, row] = narrow ? [slot % OUTSIDE_PER_ROW, Math.floor(slot / OUTSIDE_PER_ROW)] : [0, slot];
    return {
      id: node.id, kind: node.kind, x: column * (OUTSIDE.w + OUTSIDE.gap), y: TOP + row * (OUTSIDE.h + OUTSIDE.gap),
      w: OUTSIDE.w, h: OUTSIDE.h, node,
    };
  });
}

/**
 * @typedef {{seats: (lane: string, items: SceneNode[]) => Record<string, number>, most: (what: string, now: number) => number,
 *   left: number, top: number, narrow: boolean, labels: boolean, sizes: import("./sizes.js").Sizes}} Space
 */

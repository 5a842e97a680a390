/** The lane of nodes: rooms with a kube-proxy in the wall and pods in slots. Pure. */
import { LINE } from "./sizes.js";

/**
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {import("./layout.js").Space} Space
 */

/** Rooms of one column. */
const ONE_COLUMN = 5;
const TWO_COLUMNS = 14;

/** How many pods stand beside each other in a compact room; more of them make it longer. */
const ABREAST = 2;
const ABREAST_IN_BIG_ROOMS = 3;
const BIG = 14;

/** @param {number} rooms */
const roomsPerColumn = (rooms) => (rooms <= ONE_COLUMN ? ONE_COLUMN : Math.ceil(rooms / (rooms <= TWO_COLUMNS ? 2 : 3)));

/** @param {import("./scene.js").Lanes} groups @param {Space} space */
export function placeRooms(groups, { seats, most, left, top, labels, sizes }) {
  const { room: ROOM, pod: POD, compact } = sizes;
  const podHeight = POD.h + (labels ? LINE : 0);
  const order = seats("rooms", groups.rooms.map(({ room }) => room));
  const places = groups.rooms.map(({ room, pods }) => seats(room.id, pods));
  const filled = places.map((slots) => Math.max(0, ...Object.values(slots).map((slot) => slot + 1)));
  const fullest = Math.max(1, ...filled);
  const podColumns = most("pod columns", compact ? (fullest > BIG ? ABREAST_IN_BIG_ROOMS : ABREAST) : Math.ceil(fullest / POD.rows));
  /** Roomy: column by column. Compact: row by row, so that a room grows downwards. @param {number} slot */
  const seatAt = (slot) => (compact ? [slot % podColumns, Math.floor(slot / podColumns)] : [Math.floor(slot / POD.rows), slot % POD.rows]);
  const width = ROOM.wall + ROOM.pad + podColumns * (POD.w + POD.aside);
  const perColumn = most("rooms per column", roomsPerColumn(groups.rooms.length));
  /** @type {Shape[]} */
  const shapes = [];
  /** @param {SceneNode} node @param {number} slot @param {number} x @param {number} y @returns {Shape} */
  const podAt = (node, slot, x, y) => {
    const [column, row] = seatAt(slot);
    return { id: node.id, kind: node.kind, x: x + column * (POD.w + POD.aside), y: y + row * (podHeight + POD.gap), w: POD.w, h: podHeight, node, column };
  };
  const sorted = groups.rooms.map((each, index) => ({ ...each, slots: places[index], at: order[each.room.id] })).sort((a, b) => a.at - b.at);
  // Rooms stand in a grid: those of one row are equally high, so that the gaps between rows run through.
  /** @type {number[]} */
  const heights = [];
  for (const { slots, at } of sorted) {
    const row = at % perColumn;
    const rows = Math.max(ROOM.least, ...Object.values(slots).map((slot) => seatAt(slot)[1] + 1));
    heights[row] = most(`height of row ${row}`, Math.max(heights[row] ?? 0, ROOM.head + ROOM.pad + rows * (podHeight + POD.gap) + (compact ? 2 : 0)));
  }
  const yOf = (/** @type {number} */ row) => top + row * ROOM.gap + Array.from({ length: row }, (_, index) => heights[index] ?? 0).reduce((sum, height) => sum + height, 0);
  for (const { room, proxy, pods, slots, at } of sorted) {
    const [col, row] = [Math.floor(at / perColumn), at % perColumn];
    const x = left + col * (width + sizes.gap.outside);
    const [y, h] = [yOf(row), heights[row]];
    shapes.push({ id: room.id, kind: "node", x, y, w: width, h, node: room, column: col });
    if (proxy) shapes.push({ id: proxy.id, kind: "proxy", x, y: y + ROOM.head, w: ROOM.wall, h: h - ROOM.head, node: proxy });
    for (const pod of pods) shapes.push(podAt(pod, slots[pod.id], x + ROOM.wall + ROOM.pad, y + ROOM.head + ROOM.pad));
  }
  const below = yOf(heights.length);
  const columns = Math.max(1, ...sorted.map(({ at }) => Math.floor(at / perColumn) + 1));
  const waiting = seats("waiting", groups.waiting); // below the rooms, until a node is found for them
  for (const pod of groups.waiting) shapes.push(podAt(pod, waiting[pod.id], left + ROOM.wall + ROOM.pad, below + ROOM.head));
  return { shapes, waitingTop: below + ROOM.head - 8, right: left + columns * (width + sizes.gap.outside) - sizes.gap.outside };
}

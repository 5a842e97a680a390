/** The lane of nodes: rooms with a kube-proxy in the wall and pods in slots. Pure. */
import { GAP, LINE, POD, ROOM } from "./sizes.js";

/**
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {import("./layout.js").Space} Space
 */

const POD_ROWS = 4;
const ROOMS_PER_COLUMN = 5;

/** @param {import("./scene.js").Lanes} groups @param {Space} space */
export function placeRooms(groups, { seats, most, left, top, labels }) {
  const podHeight = POD.h + (labels ? LINE : 0);
  const order = seats("rooms", groups.rooms.map(({ room }) => room));
  const places = groups.rooms.map(({ room, pods }) => seats(room.id, pods));
  const filled = places.map((slots) => Math.max(0, ...Object.values(slots).map((slot) => slot + 1)));
  const podColumns = most("pod columns", Math.max(1, ...filled.map((count) => Math.ceil(count / POD_ROWS))));
  const width = ROOM.wall + ROOM.pad + podColumns * (POD.w + POD.gap);
  const perColumn = groups.rooms.length <= ROOMS_PER_COLUMN ? ROOMS_PER_COLUMN : Math.ceil(groups.rooms.length / 2);
  /** @type {Shape[]} */
  const shapes = [];
  /** @type {number[]} */
  const bottoms = [];
  const sorted = groups.rooms.map((each, index) => ({ ...each, slots: places[index], at: order[each.room.id] })).sort((a, b) => a.at - b.at);
  for (const { room, proxy, pods, slots, at } of sorted) {
    const col = Math.floor(at / perColumn);
    const rows = most(`rows of ${room.id}`, Math.min(POD_ROWS, Math.max(2, ...Object.values(slots).map((slot) => slot + 1))));
    const x = left + col * (width + GAP.outside);
    const y = bottoms[col] ?? top;
    const h = ROOM.head + ROOM.pad + rows * (podHeight + POD.gap);
    bottoms[col] = y + h + GAP.room;
    shapes.push({ id: room.id, kind: "node", x, y, w: width, h, node: room });
    if (proxy) shapes.push({ id: proxy.id, kind: "proxy", x, y: y + ROOM.head, w: ROOM.wall, h: h - ROOM.head, node: proxy });
    for (const pod of pods) shapes.push(podAt(pod, slots[pod.id], podHeight, x + ROOM.wall + ROOM.pad, y + ROOM.head + ROOM.pad));
  }
  const below = Math.max(top, ...bottoms);
  const waiting = seats("waiting", groups.waiting);
  for (const pod of groups.waiting) shapes.push(podAt(pod, waiting[pod.id], podHeight, left + ROOM.wall + ROOM.pad, below + ROOM.head));
  return { shapes, right: left + Math.max(1, bottoms.length) * (width + GAP.outside) - GAP.outside };
}

/** @param {SceneNode} node @param {number} slot @param {number} podHeight @param {number} x @param {number} y @returns {Shape} */
function podAt(node, slot, podHeight, x, y) {
  const col = Math.floor(slot / POD_ROWS);
  const row = slot % POD_ROWS;
  return { id: node.id, kind: "pod", x: x + col * (POD.w + POD.gap), y: y + row * (podHeight + POD.gap), w: POD.w, h: podHeight, node };
}

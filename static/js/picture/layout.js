/**
 * Where everything stands. `layout(nodes, edges, {memory, narrow})` is pure: the same scene and memory give the same
 * places. The memory holds slots and the widest extents so far, so that an object keeps its place while it exists.
 * Wide: four lanes from left to right. Narrow: what is outside stands in a row above, names below their Services.
 *
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {{id: string, kind: string, x: number, y: number, w: number, h: number, node: SceneNode, rows?: Row[], unit?: any}} Shape
 * @typedef {{y: number, port: number, text: string, detail: string, door: number}} Row
 * @typedef {{slots: Record<string, Record<string, number>>, extents: Record<string, number>}} Memory
 * @typedef {{shapes: Shape[], lanes: {label: string, x: number, y: number}[], width: number, height: number, memory: Memory,
 *   edges: import("./scene.js").SceneEdge[]}} Layout
 */
import { seat } from "./slots.js";
import { endpoints, isSignpost, lanes } from "./scene.js";

export const TOP = 30;
export const POD = { w: 166, h: 34, gap: 8 };
export const ROOM = { head: 24, pad: 8, wall: 22 };
export const HEX = { w: 178, h: 52, point: 12 };
export const PORT_ROW = 20;
export const SHEET = 22;
const OUTSIDE = { w: 116, h: 46, gap: 16 };
const TAG = { w: 132, h: 24 };
const DNS = { h: 36, gap: 16 };
const GAP = { outside: 52, room: 14, service: 92, unit: 20, tag: 24, lane: 40 };
/** Room for the doors that stick out of a wall. */
const DOORS = 46;
const NARROW_GAP = 56;
const OUTSIDE_PER_ROW = 4;
const POD_ROWS = 4;
const ROOMS_PER_COLUMN = 5;
const UNITS_PER_COLUMN = 6;

/** @returns {Memory} */
export const nothingYet = () => ({ slots: {}, extents: {} });

/**
 * @param {Record<string, SceneNode>} nodes
 * @param {Record<string, import("./scene.js").SceneEdge>} edges
 * @param {{memory?: Memory, narrow?: boolean}} [options]
 * @returns {Layout}
 */
export function layout(nodes, edges, { memory: before = nothingYet(), narrow = false } = {}) {
  const groups = lanes(nodes, edges);
  /** @type {Memory} */
  const memory = { slots: {}, extents: { ...before.extents } };
  /** @param {string} lane @param {SceneNode[]} items */
  const seats = (lane, items) => (memory.slots[lane] = seat(before.slots[lane] ?? {}, items.map((item) => item.id)));
  /** The most that was ever needed. @param {string} what @param {number} now */
  const most = (what, now) => (memory.extents[what] = Math.max(memory.extents[what] ?? 0, now));

  const outside = placeOutside(groups.outside, seats("outside", groups.outside), narrow);
  const below = Math.max(0, ...outside.map((shape) => shape.y + shape.h));
  const top = narrow && outside.length ? below + GAP.lane : TOP;
  const roomsLeft = narrow ? DOORS : outside.length ? OUTSIDE.w + GAP.outside : 0;
  const rooms = placeRooms(groups, { seats, most, left: roomsLeft, top });
  const unitsLeft = rooms.right + (narrow ? NARROW_GAP : GAP.service);
  const units = placeUnits(groups, { seats, most, left: unitsLeft, top, narrow });
  const shapes = [...rooms.shapes, ...outside, ...units.shapes];
  return {
    shapes, memory, edges: groups.edges,
    lanes: [
      ...(outside.length ? [{ label: "OUTSIDE", x: 0, y: TOP - 16 }] : []),
      { label: "NODES", x: roomsLeft, y: top - 16 },
      { label: "SERVICES", x: unitsLeft, y: top - 16 },
      ...(narrow ? [] : [{ label: "NAMES", x: units.tagsLeft, y: top - 16 }]),
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
 * @typedef {{seats: (lane: string, items: SceneNode[]) => Record<string, number>, most: (what: string, now: number) => number, left: number, top: number}} Space
 */

/** @param {import("./scene.js").Lanes} groups @param {Space} space */
function placeRooms(groups, { seats, most, left, top }) {
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
    const h = ROOM.head + ROOM.pad + rows * (POD.h + POD.gap);
    bottoms[col] = y + h + GAP.room;
    shapes.push({ id: room.id, kind: "node", x, y, w: width, h, node: room });
    if (proxy) shapes.push({ id: proxy.id, kind: "proxy", x, y: y + ROOM.head, w: ROOM.wall, h: h - ROOM.head, node: proxy });
    for (const pod of pods) shapes.push(podAt(pod, slots[pod.id], x + ROOM.wall + ROOM.pad, y + ROOM.head + ROOM.pad));
  }
  const below = Math.max(top, ...bottoms);
  const waiting = seats("waiting", groups.waiting);
  for (const pod of groups.waiting) shapes.push(podAt(pod, waiting[pod.id], left + ROOM.wall + ROOM.pad, below + ROOM.head));
  return { shapes, right: left + Math.max(1, bottoms.length) * (width + GAP.outside) - GAP.outside };
}

/** @param {SceneNode} node @param {number} slot @param {number} x @param {number} y @returns {Shape} */
function podAt(node, slot, x, y) {
  const col = Math.floor(slot / POD_ROWS);
  const row = slot % POD_ROWS;
  return { id: node.id, kind: "pod", x: x + col * (POD.w + POD.gap), y: y + row * (POD.h + POD.gap), w: POD.w, h: POD.h, node };
}

/** @param {import("./scene.js").Lanes} groups @param {Space & {narrow: boolean}} space */
function placeUnits(groups, { seats, most, left, top, narrow }) {
  const order = seats("services", [...groups.ingresses, ...groups.units.map(({ service }) => service)]);
  const width = narrow ? HEX.w : HEX.w + GAP.tag + TAG.w;
  /** @type {Shape[]} */
  const shapes = [];
  const tagsLeft = narrow ? left + HEX.w - TAG.w : left + HEX.w + GAP.tag;
  if (groups.dns) shapes.push({ id: groups.dns.id, kind: "dns", x: tagsLeft, y: top, w: TAG.w, h: DNS.h, node: groups.dns });
  const cells = [
    ...groups.ingresses.map((ingress) => ({ at: order[ingress.id], height: 48, ingress, unit: null })),
    ...groups.units.map((unit) => ({ at: order[unit.service.id], height: unitHeight(unit) + (narrow ? TAG.h + 6 : 0), ingress: null, unit })),
  ];
  /** @type {Map<number, typeof cells[number]>} */
  const seated = new Map(cells.map((cell) => [cell.at, cell]));
  const start = top + (groups.dns ? DNS.h + DNS.gap : 0);
  let y = start;
  let columns = 1;
  for (let at = 0; at <= Math.max(-1, ...seated.keys()); at += 1) {
    if (at > 0 && at % UNITS_PER_COLUMN === 0) {
      y = start;
      columns += 1;
    }
    const cell = seated.get(at);
    const x = left + (columns - 1) * (width + GAP.service);
    if (cell?.unit) shapes.push(...unitAt(cell.unit, x, y, narrow));
    if (cell?.ingress) shapes.push({ id: cell.ingress.id, kind: "ingress", x, y, w: HEX.w, h: 44, node: cell.ingress });
    y += most(`slot ${at}`, cell?.height ?? 0) + GAP.unit;
  }
  return { shapes, tagsLeft, right: left + columns * (width + GAP.service) - GAP.service };
}

/** @param {import("./scene.js").Unit} unit */
function unitHeight({ service, slices }) {
  if (isSignpost(service)) return HEX.h;
  return HEX.h + service.ports.length * PORT_ROW + (slices.length ? SHEET + 4 : 0);
}

/** @param {import("./scene.js").Unit} unit @param {number} x @param {number} y @param {boolean} narrow @returns {Shape[]} */
function unitAt(unit, x, y, narrow) {
  const { service, slices, records } = unit;
  const rows = /** @type {any[]} */ (service.ports).map((port, index) => ({
    y: HEX.h + index * PORT_ROW, port: port.port, text: `:${port.port}${port.protocol === "TCP" ? "" : `/${port.protocol}`}`,
    detail: service.headless ? port.name : `→ ${port.target_port}`, door: port.node_port,
  }));
  const h = HEX.h + rows.length * PORT_ROW;
  const below = y + h + 4;
  /** @type {Shape[]} */
  const sheets = slices.slice(0, 1).map((slice) => ({
    id: slice.id, kind: "slice", x: x + HEX.point, y: below, w: HEX.w - 2 * HEX.point, h: SHEET,
    node: { ...slice, endpoints: slices.flatMap((each) => each.endpoints ?? []), count: slices.length, marks: slices.flatMap(endpoints) },
  }));
  return [
    { id: service.id, kind: "service", x, y, w: HEX.w, h: isSignpost(service) ? HEX.h : h, node: service, rows: isSignpost(service) ? [] : rows, unit },
    ...sheets,
    ...records.slice(0, 1).map((tag) => ({ id: tag.id, kind: "record", x: narrow ? x + HEX.w - TAG.w : x + HEX.w + GAP.tag, y: narrow ? y + unitHeight(unit) + 6 : y + HEX.h / 2 - TAG.h / 2, w: TAG.w, h: TAG.h, node: tag })),
  ];
}

/**
 * Where everything stands. `layout(nodes, edges, memory)` is pure: the same scene and memory give the same places.
 * The memory holds slots and the widest extents so far, so that an object keeps its place while it exists.
 *
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {{id: string, kind: string, x: number, y: number, w: number, h: number, node: SceneNode, rows?: Row[], unit?: any}} Shape
 * @typedef {{y: number, port: number, text: string, detail: string}} Row
 * @typedef {{slots: Record<string, Record<string, number>>, extents: Record<string, number>}} Memory
 * @typedef {{shapes: Shape[], lanes: {label: string, x: number}[], width: number, height: number, memory: Memory,
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
const OUTSIDE = { w: 104, h: 46, gap: 16 };
const TAG = { w: 124, h: 24 };
const GAP = { outside: 52, room: 14, service: 92, unit: 20, tag: 24 };
const POD_ROWS = 4;
const ROOMS_PER_COLUMN = 5;
const UNITS_PER_COLUMN = 6;

/** @returns {Memory} */
export const nothingYet = () => ({ slots: {}, extents: {} });

/**
 * @param {Record<string, SceneNode>} nodes
 * @param {Record<string, import("./scene.js").SceneEdge>} edges
 * @param {Memory} [before]
 * @returns {Layout}
 */
export function layout(nodes, edges, before = nothingYet()) {
  const groups = lanes(nodes, edges);
  /** @type {Memory} */
  const memory = { slots: {}, extents: { ...before.extents } };
  /** @param {string} lane @param {SceneNode[]} items */
  const seats = (lane, items) => (memory.slots[lane] = seat(before.slots[lane] ?? {}, items.map((item) => item.id)));
  /** The most that was ever needed. @param {string} what @param {number} now */
  const most = (what, now) => (memory.extents[what] = Math.max(memory.extents[what] ?? 0, now));

  const outside = column(groups.outside, seats("outside", groups.outside), 0);
  const roomsLeft = OUTSIDE.w + GAP.outside;
  const rooms = placeRooms(groups, seats, most, roomsLeft);
  const unitsLeft = rooms.right + GAP.service;
  const units = placeUnits(groups, seats, most, unitsLeft);
  const shapes = [...rooms.shapes, ...outside, ...units.shapes];
  return {
    shapes, memory, edges: groups.edges,
    lanes: [
      { label: "OUTSIDE", x: 0 },
      { label: "NODES", x: roomsLeft },
      { label: "SERVICES", x: unitsLeft },
      { label: "NAMES", x: units.tagsLeft },
    ],
    width: most("width", units.right),
    height: most("height", Math.max(TOP + 260, ...shapes.map((shape) => shape.y + shape.h)) + 12),
  };
}

/** @param {SceneNode[]} items @param {Record<string, number>} seats @param {number} x @returns {Shape[]} */
function column(items, seats, x) {
  return items.map((node) => ({
    id: node.id, kind: node.kind, x, y: TOP + seats[node.id] * (OUTSIDE.h + OUTSIDE.gap), w: OUTSIDE.w, h: OUTSIDE.h, node,
  }));
}

/**
 * @param {import("./scene.js").Lanes} groups
 * @param {(lane: string, items: SceneNode[]) => Record<string, number>} seats
 * @param {(what: string, now: number) => number} most
 * @param {number} left
 */
function placeRooms(groups, seats, most, left) {
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
    const y = bottoms[col] ?? TOP;
    const h = ROOM.head + ROOM.pad + rows * (POD.h + POD.gap);
    bottoms[col] = y + h + GAP.room;
    shapes.push({ id: room.id, kind: "node", x, y, w: width, h, node: room });
    if (proxy) shapes.push({ id: proxy.id, kind: "proxy", x, y: y + ROOM.head, w: ROOM.wall, h: h - ROOM.head, node: proxy });
    for (const pod of pods) shapes.push(podAt(pod, slots[pod.id], x + ROOM.wall + ROOM.pad, y + ROOM.head + ROOM.pad));
  }
  const below = Math.max(TOP, ...bottoms);
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

/**
 * @param {import("./scene.js").Lanes} groups
 * @param {(lane: string, items: SceneNode[]) => Record<string, number>} seats
 * @param {(what: string, now: number) => number} most
 * @param {number} left
 */
function placeUnits(groups, seats, most, left) {
  const order = seats("services", [...groups.ingresses, ...groups.units.map(({ service }) => service)]);
  const width = HEX.w + GAP.tag + TAG.w;
  /** @type {Shape[]} */
  const shapes = [];
  const tagsLeft = left + HEX.w + GAP.tag;
  if (groups.dns) shapes.push({ id: groups.dns.id, kind: "dns", x: tagsLeft, y: TOP, w: TAG.w, h: 40, node: groups.dns });
  const cells = [
    ...groups.ingresses.map((ingress) => ({ at: order[ingress.id], height: 48, ingress, unit: null })),
    ...groups.units.map((unit) => ({ at: order[unit.service.id], height: unitHeight(unit), ingress: null, unit })),
  ];
  /** @type {Map<number, typeof cells[number]>} */
  const seated = new Map(cells.map((cell) => [cell.at, cell]));
  let y = TOP;
  let columns = 1;
  for (let at = 0; at <= Math.max(-1, ...seated.keys()); at += 1) {
    if (at > 0 && at % UNITS_PER_COLUMN === 0) {
      y = TOP;
      columns += 1;
    }
    const cell = seated.get(at);
    const x = left + (columns - 1) * (width + GAP.service);
    if (cell?.unit) shapes.push(...unitAt(cell.unit, x, y, at === 0 && Boolean(groups.dns)));
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

/** @param {import("./scene.js").Unit} unit @param {number} x @param {number} y @param {boolean} first @returns {Shape[]} */
function unitAt(unit, x, y, first) {
  const { service, slices, records } = unit;
  const rows = /** @type {any[]} */ (service.ports).map((port, index) => ({
    y: HEX.h + index * PORT_ROW, port: port.port, text: `:${port.port}`,
    detail: [
      service.headless ? port.name : `→ ${port.target_port}`, port.protocol === "TCP" ? "" : port.protocol, port.node_port ? `node :${port.node_port}` : "",
    ].filter(Boolean).join(" "),
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
    ...records.slice(0, 1).map((tag) => ({ id: tag.id, kind: "record", x: x + HEX.w + GAP.tag, y: y + (first ? HEX.h : HEX.h / 2 - TAG.h / 2), w: TAG.w, h: TAG.h, node: tag })),
  ];
}

/** The lane of Services: hexagons with their ports, slices and names. Pure. */
import { endpoints, isSignpost } from "./scene.js";
import { DNS, LINE } from "./sizes.js";

/**
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {import("./layout.js").Space} Space
 * @typedef {import("./sizes.js").Sizes} Sizes
 */

/** @param {import("./scene.js").Lanes} groups @param {Space} space */
export function placeUnits(groups, { seats, most, left, top, narrow, labels, sizes }) {
  const { hex: HEX, tag: TAG, gap: GAP } = sizes;
  const order = seats("services", [...groups.ingresses, ...groups.units.map(({ service }) => service)]);
  const width = narrow ? HEX.w : HEX.w + GAP.tag + TAG.w;
  /** @type {Shape[]} */
  const shapes = [];
  const tagsLeft = narrow ? left + HEX.w - TAG.w : left + HEX.w + GAP.tag;
  if (groups.dns) shapes.push({ id: groups.dns.id, kind: "dns", x: tagsLeft, y: top, w: TAG.w, h: DNS.h, node: groups.dns });
  const cells = [
    ...groups.ingresses.map((ingress) => ({ at: order[ingress.id], height: 48, ingress, unit: null })),
    ...groups.units.map((unit) => ({ at: order[unit.service.id], height: unitHeight(unit, labels, sizes) + (narrow ? TAG.h + 6 : 0), ingress: null, unit })),
  ];
  /** @type {Map<number, typeof cells[number]>} */
  const seated = new Map(cells.map((cell) => [cell.at, cell]));
  const start = top + (groups.dns ? DNS.h + DNS.gap : 0);
  let y = start;
  let columns = 1;
  for (let at = 0; at <= Math.max(-1, ...seated.keys()); at += 1) {
    if (at > 0 && at % sizes.unit.perColumn === 0) {
      y = start;
      columns += 1;
    }
    const cell = seated.get(at);
    const x = left + (columns - 1) * (width + GAP.service);
    if (cell?.unit) shapes.push(...unitAt(cell.unit, { x, y, narrow, labels, column: columns - 1, sizes }));
    if (cell?.ingress) shapes.push({ id: cell.ingress.id, kind: "ingress", x, y, w: HEX.w, h: 44, node: cell.ingress });
    y += most(`slot ${at}`, cell?.height ?? 0) + sizes.unit.gap;
  }
  return { shapes, tagsLeft, right: left + columns * (width + GAP.service) - GAP.service };
}

/** The hexagon's own height: a selector takes a line. @param {SceneNode} service @param {boolean} labels @param {Sizes} sizes */
const headOf = (service, labels, { hex }) => hex.h + (labels && Object.keys(service.selector ?? {}).length ? LINE : 0);

/** Compact: the sheet stands beside the last port. @param {SceneNode} service @param {Sizes} sizes */
const isBeside = (service, sizes) => sizes.compact && service.ports.length > 0;

/** How much of the last port's row is left to it. */
const HALF = 88;

/** @param {import("./scene.js").Unit} unit @param {boolean} labels @param {Sizes} sizes */
function unitHeight({ service, slices }, labels, sizes) {
  if (isSignpost(service)) return sizes.hex.h;
  return headOf(service, labels, sizes) + service.ports.length * sizes.port + (slices.length && !isBeside(service, sizes) ? sizes.sheet + 4 : 0);
}

/** @param {import("./scene.js").Unit} unit @param {{x: number, y: number, narrow: boolean, labels: boolean, column: number, sizes: Sizes}} at @returns {Shape[]} */
function unitAt(unit, { x, y, narrow, labels, column, sizes }) {
  const { service, slices, records } = unit;
  const { hex: HEX, tag: TAG } = sizes;
  const sign = isSignpost(service);
  const head = sign ? HEX.h : headOf(service, labels, sizes);
  const beside = slices.length > 0 && isBeside(service, sizes);
  const rows = /** @type {any[]} */ (service.ports).map((port, index) => ({
    y: head + index * sizes.port, h: sizes.port, w: beside && index === service.ports.length - 1 ? HALF : HEX.w - 2 * HEX.point, port: port.port, protocol: port.protocol, text: `:${port.port}${port.protocol === "TCP" ? "" : `/${port.protocol}`}`,
    detail: service.headless ? port.name : `→ ${port.target_port}`, door: port.node_port,
  }));
  const h = sign ? HEX.h : head + rows.length * sizes.port;
  /** @type {Shape[]} */
  const sheets = slices.slice(0, 1).map((slice) => ({
    id: slice.id, kind: "slice", h: sizes.sheet, stands: slices.map(({ id }) => id),
    ...(beside ? { x: x + HEX.point + HALF + 3, y: y + h - sizes.sheet, w: HEX.w - 2 * HEX.point - HALF - 3 } : { x: x + HEX.point, y: y + h + 4, w: HEX.w - 2 * HEX.point }),
    node: { ...slice, endpoints: slices.flatMap((each) => each.endpoints ?? []), count: slices.length, marks: slices.flatMap(endpoints) },
  }));
  return [
    { id: service.id, kind: "service", x, y, w: HEX.w, h, head, node: service, rows: sign ? [] : rows, rowWidth: HEX.w - 2 * HEX.point, unit, column },
    ...sheets,
    ...records.slice(0, 1).map((tag) => ({
      id: tag.id, kind: "record", node: tag, w: TAG.w, h: TAG.h,
      x: narrow ? x + HEX.w - TAG.w : x + HEX.w + sizes.gap.tag, y: narrow ? y + unitHeight(unit, labels, sizes) + 6 : y + head / 2 - TAG.h / 2,
    })),
  ];
}

/** The lane of Services: hexagons with their ports, slices and names. Pure. */
import { endpoints, isSignpost } from "./scene.js";
import { DNS, GAP, HEX, LINE, PORT_ROW, SHEET, TAG } from "./sizes.js";

/**
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {import("./layout.js").Space} Space
 */

const UNITS_PER_COLUMN = 6;

/** @param {import("./scene.js").Lanes} groups @param {Space} space */
export function placeUnits(groups, { seats, most, left, top, narrow, labels }) {
  const order = seats("services", [...groups.ingresses, ...groups.units.map(({ service }) => service)]);
  const width = narrow ? HEX.w : HEX.w + GAP.tag + TAG.w;
  /** @type {Shape[]} */
  const shapes = [];
  const tagsLeft = narrow ? left + HEX.w - TAG.w : left + HEX.w + GAP.tag;
  if (groups.dns) shapes.push({ id: groups.dns.id, kind: "dns", x: tagsLeft, y: top, w: TAG.w, h: DNS.h, node: groups.dns });
  const cells = [
    ...groups.ingresses.map((ingress) => ({ at: order[ingress.id], height: 48, ingress, unit: null })),
    ...groups.units.map((unit) => ({ at: order[unit.service.id], height: unitHeight(unit, labels) + (narrow ? TAG.h + 6 : 0), ingress: null, unit })),
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
    if (cell?.unit) shapes.push(...unitAt(cell.unit, { x, y, narrow, labels }));
    if (cell?.ingress) shapes.push({ id: cell.ingress.id, kind: "ingress", x, y, w: HEX.w, h: 44, node: cell.ingress });
    y += most(`slot ${at}`, cell?.height ?? 0) + GAP.unit;
  }
  return { shapes, tagsLeft, right: left + columns * (width + GAP.service) - GAP.service };
}

/** The hexagon's own height: a selector takes a line. @param {SceneNode} service @param {boolean} labels */
const headOf = (service, labels) => HEX.h + (labels && Object.keys(service.selector ?? {}).length ? LINE : 0);

/** @param {import("./scene.js").Unit} unit @param {boolean} labels */
function unitHeight({ service, slices }, labels) {
  if (isSignpost(service)) return HEX.h;
  return headOf(service, labels) + service.ports.length * PORT_ROW + (slices.length ? SHEET + 4 : 0);
}

/** @param {import("./scene.js").Unit} unit @param {{x: number, y: number, narrow: boolean, labels: boolean}} at @returns {Shape[]} */
function unitAt(unit, { x, y, narrow, labels }) {
  const { service, slices, records } = unit;
  const head = isSignpost(service) ? HEX.h : headOf(service, labels);
  const rows = /** @type {any[]} */ (service.ports).map((port, index) => ({
    y: head + index * PORT_ROW, port: port.port, text: `:${port.port}${port.protocol === "TCP" ? "" : `/${port.protocol}`}`,
    detail: service.headless ? port.name : `→ ${port.target_port}`, door: port.node_port,
  }));
  const h = head + rows.length * PORT_ROW;
  const below = y + h + 4;
  /** @type {Shape[]} */
  const sheets = slices.slice(0, 1).map((slice) => ({
    id: slice.id, kind: "slice", x: x + HEX.point, y: below, w: HEX.w - 2 * HEX.point, h: SHEET,
    node: { ...slice, endpoints: slices.flatMap((each) => each.endpoints ?? []), count: slices.length, marks: slices.flatMap(endpoints) },
  }));
  return [
    { id: service.id, kind: "service", x, y, w: HEX.w, h: isSignpost(service) ? HEX.h : h, head, node: service, rows: isSignpost(service) ? [] : rows, unit },
    ...sheets,
    ...records.slice(0, 1).map((tag) => ({ id: tag.id, kind: "record", x: narrow ? x + HEX.w - TAG.w : x + HEX.w + GAP.tag, y: narrow ? y + unitHeight(unit, labels) + 6 : y + head / 2 - TAG.h / 2, w: TAG.w, h: TAG.h, node: tag })),
  ];
}

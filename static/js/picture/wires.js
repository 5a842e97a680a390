/** The lines of the picture: relations between shapes. Pure. */
import { t } from "../i18n.js";
import { harness } from "./harness.js";
import { isShut } from "./scene.js";

/**
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {{id: string, kind: string, d: string, width: number, label: string, shut: boolean, at: {x: number, y: number}, source: string, target: string, bundled: boolean}} Wire
 *   `bundled`: one of many that run together
 * @typedef {{x: number, y: number, toward: number}} End  `toward` is -1 for a line that leaves to the left, 1 to the right; more swings wider
 */

/** @param {string|number|undefined} weight a share as "1/3" or 0.33 */
export function share(weight) {
  if (typeof weight === "number") return weight;
  const [part, whole] = String(weight ?? "1").split("/").map(Number);
  return whole ? part / whole : part || 1;
}

/** @param {End} from @param {End} to */
export function curve(from, to) {
  const reach = Math.max(20, Math.abs(to.x - from.x) * 0.45);
  const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  return `M${round(from.x)} ${round(from.y)}C${round(from.x + from.toward * reach)} ${round(from.y)} ${round(to.x + to.toward * reach)} ${round(to.y)} ${round(to.x)} ${round(to.y)}`;
}

/**
 * Where a relation touches a shape.
 * @param {Shape} shape
 * @param {string} kind of the edge
 * @param {any} edge
 * @param {number} side -1 left, 1 right
 * @returns {End}
 */
function end(shape, kind, edge, side) {
  const x = side < 0 ? shape.x : shape.x + shape.w;
  if (shape.kind === "service" && kind === "routes") {
    const row = shape.rows?.find((each) => each.port === Number(edge.port)) ?? shape.rows?.[0];
    if (row) return { x: shape.x + (shape.w - (shape.rowWidth ?? shape.w)) / 2, y: shape.y + row.y + row.h / 2, toward: -1 };
  }
  if (shape.kind === "service") return { x, y: shape.y + (shape.head ?? shape.h) / 2, toward: side };
  if (shape.kind === "proxy" && kind === "opens") return { x: shape.x + shape.w, y: shape.y + 10, toward: 1 };
  if (isSeated(shape)) return { x: side > 0 && kind === "routes" && !shape.compact ? x + 5 : x, y: shape.y + (kind === "selects" && !shape.compact ? 9 : shape.h / 2), toward: side };
  return { x, y: shape.y + shape.h / 2, toward: side };
}

/** A pod, or a group of them, in a room. @param {Shape} shape */
const isSeated = ({ kind }) => kind === "pod" || kind === "group";

/** How far apart lines run that take the same way over the rooms. */
const APART = 4;

/**
 * A line between the two sides of the rooms goes over them, not through: nothing of it happens in a node.
 * @param {End} from
 * @param {End} to
 * @param {number} lane which of those that do so
 */
export function over(from, to, lane) {
  const [y, r] = [2 - (lane % 2) * APART, 5];
  const side = from.x < to.x ? 1 : -1;
  const gap = (/** @type {boolean} */ isLeft) => (isLeft ? 9 + (lane % 2) * APART : 22 + (lane % 8) * APART); // doors stick out on the left
  const [out, back] = [from.x + side * gap(side > 0), to.x - side * gap(side < 0)];
  return `M${from.x} ${from.y}H${out - side * r}Q${out} ${from.y} ${out} ${from.y - r}V${y + r}Q${out} ${y} ${out + side * r} ${y}` +
    `H${back - side * r}Q${back} ${y} ${back} ${y + r}V${to.y - r}Q${back} ${to.y} ${back + side * r} ${to.y}H${to.x}`;
}

/** More lines of a kind than this, and what another line says already is left out. */
const FEW = 8;

/**
 * The relations worth a line: many pods are not shown as selected and as routed to.
 * @param {import("./scene.js").SceneEdge[]} edges
 */
function worth(edges) {
  if (edges.filter((edge) => edge.kind === "selects").length <= FEW) return edges;
  const routed = new Set(edges.filter((edge) => edge.kind === "routes").map((edge) => `${edge.source} ${edge.target}`));
  return edges.filter((edge) => edge.kind !== "selects" || !routed.has(`${edge.source} ${edge.target}`));
}

/**
 * @param {import("./scene.js").SceneEdge[]} all
 * @param {Map<string, Shape>} shapes
 * @returns {Wire[]}
 */
export function wires(all, shapes) {
  const edges = worth(all);
  const rooms = [...shapes.values()].filter((shape) => shape.kind === "node");
  const [left, right] = [Math.min(...rooms.map((room) => room.x)), Math.max(...rooms.map((room) => room.x + room.w))];
  const bus = harness(shapes, right);
  let lanes = 0;
  return edges.flatMap((edge) => {
    const source = shapes.get(edge.source);
    const target = shapes.get(edge.target);
    if (!source || !target || source.kind === "dns" || edge.kind === "owns") return []; // a slice hangs below its Service
    const forward = source.x < target.x;
    if (source.kind === "record" && source.x < target.x + target.w) return []; // it hangs below its Service
    const from = end(source, edge.kind, edge, forward ? 1 : -1);
    const to = end(target, edge.kind, edge, forward ? -1 : 1);
    const across = rooms.length && Math.min(from.x, to.x) <= left && Math.max(from.x, to.x) >= right;
    const part = share(edge.weight);
    const shut = edge.kind === "routes" && isShut(target.node, edge);
    const bundled = Boolean(source.compact) && source.kind === "service" && isSeated(target);
    const told = edge.kind === "routes" && part < 1 && part >= 1 / FEW && !bundled ? String(edge.weight) : "";
    return [{
      id: edge.id, kind: edge.kind, d: bundled ? bus(source, from, target, to) : across ? over(from, to, lanes++) : curve(from, to),
      width: edge.kind !== "routes" ? 0 : source.kind === "service" ? 0.9 + 1.6 * part : 1,
      shut, label: shut && !bundled ? t("{port} closed", { port: edge.target_port ?? "" }) : told, at: { x: to.x + to.toward * 12, y: shut ? to.y + 12 : to.y - 7 },
      source: edge.source, target: edge.target, bundled,
    }];
  });
}

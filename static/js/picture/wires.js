/** The lines of the picture: relations between shapes, and the way that a trace took. Pure. */
import { HEX, PORT_ROW } from "./layout.js";

/**
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {{id: string, kind: string, d: string, width: number, label: string, at: {x: number, y: number}, source: string, target: string}} Wire
 * @typedef {{d: string, from: string, to: string, hop: number, question: boolean, reply: boolean, walk: string}} Segment  `walk` is the token's way
 * @typedef {{x: number, y: number, toward: number}} End  `toward` is -1 for a line that leaves to the left, 1 to the right; more swings wider
 */

/** How far along its segment the token rests. */
const REST = 0.6;
/** At a kube-proxy: in the gap below its room. */
const ALONG = 66;
const BELOW = 19;
const BEFORE_DNS = 64;
/** Between nodes a packet leaves through the wall; more than one, so that the line swings out past the doors. */
const OVER_THE_WALL = -3.4;
/** The way back runs beside the way there. */
const BESIDE = 7;

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
    if (row) return { x: shape.x + HEX.point, y: shape.y + row.y + PORT_ROW / 2, toward: -1 };
  }
  if (shape.kind === "service") return { x, y: shape.y + HEX.h / 2, toward: side };
  if (shape.kind === "proxy" && kind === "opens") return { x: shape.x + shape.w, y: shape.y + 10, toward: 1 };
  if (shape.kind === "pod") return { x: side > 0 ? x + (kind === "routes" ? 5 : 0) : x, y: shape.y + (kind === "selects" ? 9 : shape.h / 2), toward: side };
  return { x, y: shape.y + shape.h / 2, toward: side };
}

/**
 * @param {import("./scene.js").SceneEdge[]} edges
 * @param {Map<string, Shape>} shapes
 * @returns {Wire[]}
 */
export function wires(edges, shapes) {
  return edges.flatMap((edge) => {
    const source = shapes.get(edge.source);
    const target = shapes.get(edge.target);
    if (!source || !target || source.kind === "dns") return [];
    const forward = source.x < target.x;
    if (source.kind === "record" && source.x < target.x + target.w) return []; // it hangs below its Service
    const from = end(source, edge.kind, edge, forward ? 1 : -1);
    const to = end(target, edge.kind, edge, forward ? -1 : 1);
    const part = share(edge.weight);
    return [{
      id: edge.id, kind: edge.kind, d: curve(from, to), width: edge.kind === "routes" ? 0.9 + 1.6 * part : 0,
      label: edge.kind === "routes" && part < 1 ? String(edge.weight) : "", at: { x: to.x + to.toward * 12, y: to.y - 4 },
      source: edge.source, target: edge.target,
    }];
  });
}

/** The shape that stands for a place of a trace. @param {string} place @param {Map<string, Shape>} shapes */
export function shapeOf(place, shapes) {
  const found = shapes.get(place);
  return found ?? (place === "outside" ? shapes.get("client:outside") : undefined);
}

/**
 * The way of a trace, shape by shape. A room that holds the next place is walked into, not stopped at.
 * @param {string[]} places
 * @param {Map<string, Shape>} shapes
 * @param {number} [reply] the hop at which the reply is on its way
 * @returns {Segment[]}
 */
export function way(places, shapes, reply = Infinity) {
  const stops = places.map((place, hop) => ({ shape: shapeOf(place, shapes), hop })).filter((stop) => stop.shape && stop.shape.kind !== "node");
  /** @type {Segment[]} */
  const segments = [];
  for (let index = 1; index < stops.length; index += 1) {
    const from = /** @type {Shape} */ (stops[index - 1].shape);
    const to = /** @type {Shape} */ (stops[index].shape);
    if (from.id === to.id) continue;
    const [start, finish] = ends(from, to);
    if (segments.some((segment) => segment.from === to.id && segment.to === from.id)) {
      start.y += BESIDE;
      finish.y += BESIDE;
    }
    const question = from.kind === "dns" || to.kind === "dns";
    segments.push({
      d: question ? above(start, finish, shapes) : curve(start, finish), from: from.id, to: to.id, hop: stops[index].hop,
      question, reply: stops[index].hop >= reply, walk: question ? above(start, to.kind === "dns" ? { ...finish, x: finish.x - BEFORE_DNS } : finish, shapes) : curve(start, rest(start, finish, to)),
    });
  }
  return segments;
}

/**
 * Questions run above the Services, so that they cross none of them.
 * @param {End} start
 * @param {End} finish
 * @param {Map<string, Shape>} shapes
 */
function above(start, finish, shapes) {
  const services = [...shapes.values()].filter((shape) => shape.kind === "service").map((shape) => shape.x);
  const [near, far] = start.x < finish.x ? [start, finish] : [finish, start];
  const bus = { x: Math.max(near.x + 24, Math.min(far.x - 4, ...services) - 8), y: far.y, toward: -1 };
  const back = { ...bus, toward: 1 };
  return start === near ? `${curve(near, bus)}L${far.x} ${far.y}` : `M${far.x} ${far.y}L${bus.x} ${bus.y}${curve({ ...back, toward: -1 }, near).replace(/^M[^C]*/, "")}`;
}

/** Where the token stops: in the open between two shapes; at a kube-proxy below its room. @param {End} start @param {End} end @param {Shape} to @returns {End} */
function rest(start, end, to) {
  if (to.kind === "proxy") return { x: to.x + ALONG, y: to.y + to.h + BELOW, toward: end.toward };
  const reach = Math.max(20, Math.abs(end.x - start.x) * 0.45);
  const at = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ c, /** @type {number} */ d) =>
    a * (1 - REST) ** 3 + 3 * b * (1 - REST) ** 2 * REST + 3 * c * (1 - REST) * REST ** 2 + d * REST ** 3;
  return {
    x: at(start.x, start.x + start.toward * reach, end.x + end.toward * reach, end.x),
    y: at(start.y, start.y, end.y, end.y), toward: end.toward,
  };
}

/** @param {Shape} from @param {Shape} to @returns {[End, End]} */
function ends(from, to) {
  const overlap = Math.min(from.x + from.w, to.x + to.w) - Math.max(from.x, to.x);
  /** @param {Shape} shape @param {number} side @returns {End} */
  const at = (shape, side) => ({ x: side < 0 ? shape.x : shape.x + shape.w, y: middle(shape), toward: side });
  if (overlap > 0) return [at(from, 1), at(to, 1)];
  const wall = [from, to].find((shape) => shape.kind === "proxy");
  const pod = [from, to].find((shape) => shape.kind === "pod");
  if (wall && pod && (pod.y < wall.y || pod.y > wall.y + wall.h)) {
    return [{ ...at(from, -1), toward: OVER_THE_WALL }, { ...at(to, -1), toward: OVER_THE_WALL }];
  }
  return from.x < to.x ? [at(from, 1), at(to, -1)] : [at(from, -1), at(to, 1)];
}

/** @param {Shape} shape */
function middle(shape) {
  return shape.y + (shape.kind === "service" ? HEX.h / 2 : shape.h / 2);
}

/** The way that a trace took, as lines between shapes. Pure. */
import { curve } from "./wires.js";

/**
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {import("./wires.js").End} End
 * @typedef {{d: string, from: string, to: string, hop: number, question: boolean, reply: boolean, walk: string, tip: {x: number, y: number}, end: {x: number, y: number}}} Segment  `walk` is the token's way, `tip` its end
 */

/** How far along its segment the token rests. */
const REST = 0.6;
const BEFORE_DNS = 64;
/** Between nodes a packet leaves through the wall; more than one, so that the line swings out past the doors. */
const OVER_THE_WALL = -3.4;
/** The way back runs beside the way there. */
const BESIDE = 7;

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
    const tip = question ? (to.kind === "dns" ? { ...finish, x: finish.x - BEFORE_DNS } : finish) : rest(start, finish, from, to);
    segments.push({
      d: question ? above(start, finish, shapes) : curve(start, finish), from: from.id, to: to.id, hop: stops[index].hop,
      end: { x: finish.x, y: finish.y }, question, reply: stops[index].hop >= reply, walk: question ? above(start, tip, shapes) : curve(start, tip), tip,
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

/**
 * Where the token stops: in the open between two shapes; within a room, and at its kube-proxy, at the foot of the wall.
 * @param {End} start @param {End} end @param {Shape} from @param {Shape} to
 * @returns {End}
 */
function rest(start, end, from, to) {
  const proxy = to.kind === "proxy" ? to : from.kind === "proxy" && inside(from, to) ? from : null;
  if (proxy) return { x: proxy.x, y: proxy.y + proxy.h, toward: end.toward };
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
  if (wall && pod && !inside(wall, pod)) {
    return [{ ...at(from, -1), toward: OVER_THE_WALL }, { ...at(to, -1), toward: OVER_THE_WALL }];
  }
  return from.x < to.x ? [at(from, 1), at(to, -1)] : [at(from, -1), at(to, 1)];
}

/** @param {Shape} shape */
function middle(shape) {
  return shape.y + (shape.head ?? shape.h) / 2;
}

/** Whether a pod is in the room that a kube-proxy stands in. @param {Shape} proxy @param {Shape} pod */
function inside(proxy, pod) {
  return pod.node.parent === proxy.node.parent;
}

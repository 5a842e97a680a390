/**
 * Many lines, laid like a wiring harness: from the Services down a common trunk, along the gaps between the rooms, and down
 * between the pods. So lines that go the same way look like one, and none crosses a shape. Pure.
 *
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {import("./wires.js").End} End
 */

/** How far the trunk stands from the rooms, and its strands from each other. */
const TRUNK = 14;
const STRAND = 2;
const STRANDS = 8;
/** Above a room, and beside a pod. */
const ABOVE = 7;
const BESIDE = 6;
const ROUND = 4;

/**
 * @param {Map<string, Shape>} shapes
 * @param {number} right where the rooms end
 * @returns {(service: Shape, from: End, pod: Shape, to: End) => string} the line between the two
 */
export function harness(shapes, right) {
  const services = [...shapes.values()].filter((shape) => shape.kind === "service");
  const strands = new Map(services.map((service, index) => [service.id, index % STRANDS]));
  return (service, from, pod, to) => {
    const strand = strands.get(service.id) ?? 0;
    const trunk = right + TRUNK + strand * STRAND;
    const room = shapes.get(pod.node.parent ?? "");
    const gap = room ? room.y - ABOVE - (strand % 3) * 1.5 : pod.y - ABOVE;
    const beside = to.x + BESIDE;
    const out = service.column ? [[service.x - BESIDE, from.y], [service.x - BESIDE, service.y - ABOVE + 1], [trunk, service.y - ABOVE + 1]] : [[trunk, from.y]];
    return rounded([[from.x, from.y], ...out, [trunk, gap], [beside, gap], [beside, to.y], [to.x, to.y]]);
  };
}

/** A line of horizontal and vertical pieces with rounded corners. @param {number[][]} points */
export function rounded(points) {
  let d = `M${points[0][0]} ${points[0][1]}`;
  for (let index = 1; index < points.length - 1; index += 1) {
    const [before, at, after] = [points[index - 1], points[index], points[index + 1]];
    const r = Math.min(ROUND, length(before, at) / 2, length(at, after) / 2);
    const [into, outOf] = [toward(at, before, r), toward(at, after, r)];
    d += `L${into[0]} ${into[1]}Q${at[0]} ${at[1]} ${outOf[0]} ${outOf[1]}`;
  }
  const [x, y] = points[points.length - 1];
  return `${d}L${x} ${y}`;
}

/** @param {number[]} a @param {number[]} b */
const length = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);

/** The point so far from one point on the way to another. @param {number[]} from @param {number[]} to @param {number} by */
const toward = (from, to, by) => [from[0] + Math.sign(to[0] - from[0]) * by, from[1] + Math.sign(to[1] - from[1]) * by];

/** The next shape in a direction, for the arrow keys. Pure. */

/** Going astray costs more than going far. */
const ASTRAY = 2.5;

/**
 * @param {Map<string, import("./layout.js").Shape>} shapes
 * @param {string} id where one is
 * @param {number} dx
 * @param {number} dy
 * @returns {string|null}
 */
export function nearest(shapes, id, dx, dy) {
  const from = shapes.get(id) ?? shapes.values().next().value;
  if (!from) return null;
  let best = null;
  let least = Infinity;
  for (const shape of shapes.values()) {
    const [x, y] = [shape.x + shape.w / 2 - from.x - from.w / 2, shape.y + shape.h / 2 - from.y - from.h / 2];
    const along = x * dx + y * dy;
    const cost = along + ASTRAY * Math.abs(x * dy + y * dx);
    if (shape !== from && along > 4 && cost < least) [best, least] = [shape.id, cost];
  }
  return best;
}

/** Many requests: where they ended, beside what was to be expected. Pure. */

/**
 * @typedef {{place: string, disposition: string, count: number, probability: string, percent: number}} End
 * @typedef {{id?: string, source: string, target: string, count: number, message: string, remembered: boolean, ends: End[], trace: import("../types.js").Trace|null}} Distribution
 * @typedef {{places: string[], count: number}} Route  one way that requests took, and how many of them
 */

/** So many tokens stand for all requests: few enough to be followed. */
export const DOTS = 40;

/**
 * The ways that requests took, from who asks to where they ended. Where several ways lead to one end, its requests are shared
 * among them as the probabilities say.
 * @param {Distribution} told
 * @returns {Route[]}
 */
export function routes({ ends, trace }) {
  const branches = trace?.branches ?? [];
  const whole = (/** @type {End} */ end) => branches.filter((branch) => branch.end === end.place && branch.disposition === end.disposition);
  return ends.flatMap((end) => {
    const ways = whole(end);
    const all = ways.reduce((sum, branch) => sum + branch.percent, 0);
    return ways.map((branch) => ({ places: until(branch.hops.map((hop) => hop.place), end.place), count: all ? (end.count * branch.percent) / all : 0 }));
  }).filter((route) => route.count > 0);
}

/** A way up to its end, without the way back. @param {string[]} places @param {string} end */
function until(places, end) {
  const at = places.indexOf(end, 1);
  return at < 0 ? places : places.slice(0, at + 1);
}

/**
 * Which route each of the tokens takes, evenly mixed: after any number of them each route has had its share.
 * @param {{count: number}[]} ways
 * @param {number} [most]
 * @returns {number[]} numbers of routes
 */
export function mixed(ways, most = DOTS) {
  const all = ways.reduce((sum, way) => sum + way.count, 0);
  if (!all) return [];
  const flown = ways.map(() => 0);
  return Array.from({ length: Math.min(most, Math.round(all)) }, (_, number) => {
    const behind = ways.map((way, index) => (way.count / all) * (number + 1) - flown[index]);
    const next = behind.indexOf(Math.max(...behind));
    flown[next] += 1;
    return next;
  });
}

/** How many requests ended at each place. @param {Distribution} told @returns {Record<string, number>} */
export function tally({ ends }) {
  /** @type {Record<string, number>} */
  const found = {};
  for (const { place, count } of ends) found[place] = (found[place] ?? 0) + count;
  return found;
}

/** Two traces side by side: which steps they share, and where they part. Pure. */
import { steps } from "./reduce.js";

/**
 * @typedef {{place: string, sentence: string}} Line
 * @typedef {{left: Line|null, right: Line|null, same: boolean}} Pair  `same`: both say the same
 */

/**
 * The steps of two traces in pairs, in order: the longest sequence of steps that both took at the same kind of place stands
 * side by side, what only one has stands alone.
 * @param {import("../types.js").Trace} a
 * @param {import("../types.js").Trace} b
 * @returns {Pair[]}
 */
export function aligned(a, b) {
  const [left, right] = [steps(a), steps(b)].map((list) => list.map(({ place, step }) => ({ place, sentence: step.sentence, key: `${place.split(":")[0]} ${step.code}` })));
  const length = Array.from({ length: left.length + 1 }, () => new Array(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      length[i][j] = left[i].key === right[j].key ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  /** @type {Pair[]} */
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const both = i < left.length && j < right.length && left[i].key === right[j].key;
    if (both) {
      const [one, other] = [left[i++], right[j++]];
      pairs.push({ left: one, right: other, same: one.sentence === other.sentence && one.place === other.place });
    } else if (j >= right.length || (i < left.length && length[i + 1][j] >= length[i][j + 1])) pairs.push({ left: left[i++], right: null, same: false });
    else pairs.push({ left: null, right: right[j++], same: false });
  }
  return pairs;
}

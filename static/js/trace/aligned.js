/** Two traces side by side: which steps they share, and where they part. Pure. */
import { steps } from "./reduce.js";

/**
 * @typedef {{place: string, sentence: string}} Line
 * @typedef {{left: Line|null, right: Line|null, kin: boolean, same: boolean}} Pair  `kin`: both did the same kind of thing there; `same`: both say the same
 */

/**
 * The steps of two traces in pairs, in order: the longest sequence of steps that both took at the same kind of place stands
 * side by side; between these, what the one did stands beside what the other did instead.
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
  /** @type {[Line[], Line[]]} */
  let parted = [[], []];
  const flush = () => {
    for (let row = 0; row < Math.max(parted[0].length, parted[1].length); row += 1) pairs.push({ left: parted[0][row] ?? null, right: parted[1][row] ?? null, kin: false, same: false });
    parted = [[], []];
  };
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i].key === right[j].key) {
      flush();
      const [one, other] = [left[i++], right[j++]];
      pairs.push({ left: one, right: other, kin: true, same: one.sentence === other.sentence && one.place === other.place });
    } else if (j >= right.length || (i < left.length && length[i + 1][j] >= length[i][j + 1])) parted[0].push(left[i++]);
    else parted[1].push(right[j++]);
  }
  flush();
  return pairs;
}

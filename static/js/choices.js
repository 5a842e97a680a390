/** Which of many choices fit what was typed. Pure. */

/**
 * @typedef {{value: string, label?: string, detail?: string, group?: string}} Choice
 */

/** So many are shown; a cluster may have a thousand pods. */
export const MOST = 60;

/**
 * The choices that hold every word that was typed, at most MOST of them, and how many more there are.
 * @param {Choice[]} choices
 * @param {string} typed
 * @returns {{shown: Choice[], more: number}}
 */
export function fitting(choices, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length
    ? choices.filter(({ value, label = "", detail = "" }) => { const text = `${value} ${label} ${detail}`.toLowerCase(); return words.every((word) => text.includes(word)); })
    : choices;
  return { shown: found.slice(0, MOST), more: Math.max(0, found.length - MOST) };
}

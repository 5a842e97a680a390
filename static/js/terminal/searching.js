/** Ctrl R: the latest line that holds what is typed, then older ones. Pure. */

/** @typedef {{query: string, skip: number}} Search  `skip`: so many later matches are passed over */

/**
 * @param {string[]} lines oldest first
 * @param {Search} search
 * @returns {string|null}
 */
export function found(lines, { query, skip }) {
  if (!query) return null;
  const matches = [...new Set(lines.filter((line) => line.includes(query)).reverse())];
  return matches[Math.min(skip, matches.length - 1)] ?? null;
}

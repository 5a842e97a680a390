/** What Tab makes of a line. Pure. */

/**
 * @param {string[]} words
 * @returns {string} what all of them begin with
 */
export function common(words) {
  let shared = words[0] ?? "";
  for (const word of words) while (!word.startsWith(shared)) shared = shared.slice(0, -1);
  return shared;
}

/** After these a word goes on. */
const OPEN = /[/=,:]$/;

/**
 * @param {{text: string, cursor: number}} typed
 * @param {{start: number, candidates: string[]}} found the candidates stand in place of the text from `start` to the cursor
 * @returns {{text: string, cursor: number, choices: string[]}}
 */
export function completed({ text, cursor }, { start, candidates }) {
  if (!candidates.length) return { text, cursor, choices: [] };
  const only = candidates.length === 1;
  const shared = common(candidates);
  const rest = text.slice(cursor);
  const put = only && !OPEN.test(shared) && !rest.startsWith(" ") ? `${shared} ` : shared;
  return { text: text.slice(0, start) + put + rest, cursor: start + put.length, choices: only ? [] : candidates };
}

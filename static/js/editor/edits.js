/** Edits of a text by line and column, both from 1 as the server counts them. Pure. */

/**
 * @typedef {import("../types.js").Edit} Edit
 */

/**
 * The offset of a place in a text; places beyond a line's or the text's end are brought back to it.
 * @param {string} text
 * @param {number} line
 * @param {number} column
 */
export function offset(text, line, column) {
  let start = 0;
  for (let seen = 1; seen < line; seen += 1) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return Math.min(start + Math.max(0, column - 1), end < 0 ? text.length : end);
}

/**
 * Edits as changes of offsets, in order and without overlap (a later edit that overlaps is left out).
 * @param {string} text
 * @param {Edit[]} edits
 */
export function changes(text, edits) {
  const found = edits
    .map((edit) => ({
      from: offset(text, edit.line, edit.column),
      to: offset(text, edit.end_line ?? edit.line, edit.end_column ?? edit.column),
      insert: edit.text,
    }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  return found.filter((change, index) => change.to >= change.from && (index === 0 || change.from >= found[index - 1].to));
}

/**
 * @param {string} text
 * @param {Edit[]} edits
 */
export function apply(text, edits) {
  return changes(text, edits).reduceRight((left, { from, to, insert }) => left.slice(0, from) + insert + left.slice(to), text);
}

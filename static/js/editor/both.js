/** What two people typed at the same time, put together. Pure. */

/** @typedef {import("../types.js").File} File */

/**
 * File by file and line by line; where both changed the same lines, mine stay.
 * @param {File[]} base what both began with @param {File[]} mine @param {File[]} theirs
 * @returns {File[]}
 */
export function both(base, mine, theirs) {
  const [before, own] = [base, mine].map((files) => new Map(files.map((file) => [file.path, file.text])));
  const paths = new Set(theirs.map((file) => file.path));
  return [
    ...theirs
      .filter(({ path }) => own.has(path) || !before.has(path) || theirs.find((file) => file.path === path)?.text !== before.get(path))
      .map((file) => ({ ...file, text: merged(before.get(file.path) ?? "", own.get(file.path), file.text) })),
    ...mine.filter(({ path, text }) => !paths.has(path) && text !== before.get(path)),
  ];
}

/** @param {string} base @param {string|undefined} mine @param {string} theirs */
function merged(base, mine, theirs) {
  if (mine === undefined || mine === base || mine === theirs) return theirs;
  if (theirs === base) return mine;
  const lines = base.split("\n");
  const [first, second] = [change(lines, mine.split("\n")), change(lines, theirs.split("\n"))].sort((a, b) => a.from - b.from || a.to - b.to);
  if (first.to > second.from) return mine;
  return [...lines.slice(0, first.from), ...first.lines, ...lines.slice(first.to, second.from), ...second.lines, ...lines.slice(second.to)].join("\n");
}

/** The one stretch of lines that is different. @param {string[]} before @param {string[]} after */
function change(before, after) {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1;
  let end = 0;
  while (end < before.length - from && end < after.length - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from, to: before.length - end, lines: after.slice(from, after.length - end) };
}

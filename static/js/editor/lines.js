/** The changes that lead from one text to another, line by line, so that cursors and marks stay where they belong. Pure. */

/**
 * @param {string} before
 * @param {string} after
 * @returns {{from: number, to: number, insert: string}[]} in the offsets of `before`
 */
export function lineChanges(before, after) {
  const [body, end] = parts(before);
  const [nextBody, nextEnd] = parts(after);
  const old = body.split("\n");
  const next = nextBody.split("\n");
  if (old.length !== next.length) return middle(before, after, 0);
  let from = 0;
  const changes = old.flatMap((line, index) => {
    const start = from;
    from += line.length + 1;
    return line === next[index] ? [] : middle(line, next[index], start);
  });
  return [...changes, ...middle(end, nextEnd, body.length)];
}

/** A text and the empty lines at its end. @param {string} text @returns {[string, string]} */
function parts(text) {
  const body = text.trimEnd();
  return [body, text.slice(body.length)];
}

/** What is between the equal beginnings and the equal ends. @param {string} old @param {string} next @param {number} start */
function middle(old, next, start) {
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < next.length - head && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail += 1;
  if (head === old.length && head === next.length) return [];
  return [{ from: start + head, to: start + old.length - tail, insert: next.slice(head, next.length - tail) }];
}

/** The cursor inside `{...}` or `[...]` on one line. Pure. */

/** Where a value may start: behind a key or a dash, or at the start of a line. */
const STARTS = /(^\s*|:\s+|(^|\s)-\s+)([&!]\S*\s+)?$/;

/**
 * @param {string} before what stands on the line before the cursor
 * @returns {{start: number, path: string[], key: string, word: string, siblings: string[]}|null} null outside of any; `start` is
 *   the column where the outermost bracket stands, `path` leads from there, `key` is that whose value is being written
 */
export function flow(before) {
  /** @type {{sign: string, start: number, key: string, keys: string[]}[]} */
  const open = [];
  let quote = "";
  let from = 0;
  for (let at = 0; at < before.length; at += 1) {
    const sign = before[at];
    const top = open.at(-1);
    if (quote) {
      if (sign === quote) quote = "";
    } else if ((sign === '"' || sign === "'") && /[\s[{,:]/.test(before[at - 1] ?? " ")) quote = sign;
    else if (sign === "#" && /\s/.test(before[at - 1] ?? " ")) return null;
    else if ((sign === "{" || sign === "[") && (top || STARTS.test(before.slice(0, at)))) {
      open.push({ sign, start: at, key: "", keys: [] });
      from = at + 1;
    } else if (top && (sign === "}" || sign === "]")) open.pop();
    else if (top && sign === ",") {
      top.key = "";
      from = at + 1;
    } else if (top?.sign === "{" && sign === ":" && /^(\s|$)/.test(before.slice(at + 1))) {
      top.key = before.slice(from, at).trim().replaceAll(/["']/g, "");
      top.keys.push(top.key);
      from = at + 1;
    }
  }
  const last = open.at(-1);
  if (!last) return null;
  const path = open.flatMap(({ sign, key }, index) => [...(sign === "[" ? ["-"] : []), ...(sign === "{" && key && index < open.length - 1 ? [key] : [])]);
  return { start: open[0].start, path, key: last.key, word: before.slice(from).trimStart(), siblings: last.keys };
}

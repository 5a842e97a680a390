/** The lines of the fields that a lab keeps as they are. Pure. */
import { parse } from "./path.js";

/**
 * @param {string} text
 * @param {string[]} paths such as `metadata.name` or `spec.ports[0].port`; they hold in every document
 * @returns {number[]} lines from 1
 */
export function keptLines(text, paths) {
  /** @type {{indent: number, path: string, item: boolean, items: number}[]} */
  let open = [];
  const isKept = (/** @type {string} */ path, /** @type {string} */ line) =>
    paths.some((kept) => kept === path || path.startsWith(`${kept}.`) || path.startsWith(`${kept}[`) || (kept.startsWith(`${path}.`) && line.includes("{")));
  return text.split("\n").flatMap((raw, index) => {
    if (raw.startsWith("---")) open = [];
    const line = parse(raw);
    if (!line) return [];
    if (line.dash >= 0) {
      while (open.length && (open[open.length - 1].indent > line.dash || (open[open.length - 1].indent === line.dash && open[open.length - 1].item))) open.pop();
      const list = open[open.length - 1];
      if (list) open.push({ indent: line.dash, path: `${list.path}[${list.items++}]`, item: true, items: 0 });
    }
    while (open.length && open[open.length - 1].indent >= line.indent && !(open[open.length - 1].item && line.dash >= 0)) open.pop();
    const above = open[open.length - 1]?.path ?? "";
    const path = line.key ? (above ? `${above}.${line.key}` : line.key) : above;
    if (line.key) open.push({ indent: line.indent, path, item: false, items: 0 });
    return path && isKept(path, raw) ? [index + 1] : [];
  });
}

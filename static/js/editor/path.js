/** Where in a YAML text the cursor stands: the keys above it by indentation. Pure, and content with half-written text. */
import { flow } from "./flow.js";

/**
 * @typedef {{kind: string, path: string[], siblings: string[], key: string, word: string, from: number}} Place
 *   `path` are the keys above ("-" for an item of a list), `key` the key whose value is being written ('' at a key),
 *   `word` what is written so far, `from` its column from 0.
 */

const KEY = /^(\s*)((?:- +)*)([A-Za-z_][\w./-]*|"[^"]*")\s*:(?:\s|$)/;
/** YAML's own limit, and some indentation. */
const LONGEST_KEY = 1200;
const ITEM = /^(\s*)((?:- +)+|-$)/;

/**
 * The indentation of a line's key (or of its value in a list) and of its dash, -1 without one.
 * @param {string} line
 */
export function parse(line) {
  const start = line.slice(0, LONGEST_KEY);
  const key = KEY.exec(start);
  const [, lead, dashes] = key ?? ITEM.exec(start) ?? [];
  if (lead === undefined) return null;
  return { dash: dashes ? lead.length : -1, indent: lead.length + dashes.length, key: (key?.[3] ?? "").replaceAll('"', "") };
}

/**
 * @param {string[]} lines
 * @param {number} index of the line, from 0
 * @param {number} column of the cursor, from 0
 * @returns {Place}
 */
export function place(lines, index, column) {
  const before = lines[index].slice(0, column);
  const inside = flow(before);
  if (inside) return within(inside, lines, index, column);
  const value = /^(\s*(?:- +)*)([A-Za-z_][\w./-]*)\s*:\s+(\S*)$/.exec(before);
  const typed = /^(\s*(?:- +)*)(\S*)$/.exec(before);
  const lead = (value ?? typed)?.[1] ?? "";
  const start = documentStart(lines, index);
  const end = documentEnd(lines, index);

  /** @type {{indent: number, name: string}[]} */
  const open = [];
  /** @param {number} dash @param {number} indent @param {string} key */
  const enter = (dash, indent, key) => {
    /** @param {(top: {indent: number, name: string}) => boolean} ends */
    const leave = (ends) => {
      while (open.length && ends(open[open.length - 1])) open.pop();
    };
    if (dash >= 0) {
      leave((top) => top.indent > dash || (top.indent === dash && top.name === "-"));
      open.push({ indent: dash, name: "-" });
    }
    leave((top) => top.indent >= indent);
    if (key) open.push({ indent, name: key });
  };
  for (const text of lines.slice(start, index)) {
    const line = parse(text);
    if (line) enter(line.dash, line.indent, line.key);
  }
  enter(lead.indexOf("-"), lead.length, "");

  const word = value ? value[3] : (typed?.[2] ?? "");
  return {
    kind: lines.slice(start, end).map((line) => /^kind:\s*(\w+)/.exec(line)?.[1]).find(Boolean) ?? "",
    path: open.map((each) => each.name),
    siblings: siblings(lines, index, lead.length, start, end),
    key: value ? value[2] : "", word, from: column - word.length,
  };
}

/**
 * Inside brackets: the path of what they stand behind, and on from there.
 * @param {NonNullable<ReturnType<typeof flow>>} inside @param {string[]} lines @param {number} index @param {number} column
 * @returns {Place}
 */
function within({ start, path, key, word, siblings }, lines, index, column) {
  const outer = place(lines.with(index, lines[index].slice(0, start)), index, start);
  return { kind: outer.kind, path: [...outer.path, ...(outer.key ? [outer.key] : []), ...path], siblings, key, word, from: column - word.length };
}

/** @param {string[]} lines @param {number} index */
function documentStart(lines, index) {
  for (let at = index - 1; at >= 0; at -= 1) if (lines[at].startsWith("---")) return at + 1;
  return 0;
}

/** @param {string[]} lines @param {number} index */
function documentEnd(lines, index) {
  for (let at = index; at < lines.length; at += 1) if (at > index && lines[at].startsWith("---")) return at;
  return lines.length;
}

/** @param {string[]} lines @param {number} index @param {number} indent @param {number} start @param {number} end */
function siblings(lines, index, indent, start, end) {
  /** @type {string[]} */
  const found = [];
  for (const step of [-1, 1]) {
    if (step < 0 && lines[index].trimStart().startsWith("-")) continue;
    for (let at = index + step; at >= start && at < end; at += step) {
      const line = parse(lines[at]);
      if (!line) continue;
      if (line.indent < indent || (step > 0 && line.dash >= 0 && line.dash < indent)) break;
      if (line.indent === indent && line.key) found.push(line.key);
      if (line.dash >= 0 && line.indent === indent) break;
    }
  }
  return found;
}

/** Rules as lines: what is new, what is gone, what the last trace hit. Pure. */

/**
 * @typedef {{text: string, origin: import("../types.js").Origin|null, chain: string, table: string, service: string|null, new?: boolean, change?: ""|"new"|"gone"}} Line
 * @typedef {{node: string, mode: string, service: string, services: string[], since: string|null, count: number, lines: Line[], gone: Line[]}} Rules
 */

/** Lines that are laid out together, or not at all while they are out of sight. */
const CHUNK = 60;

/** The rules that a trace hit. @param {{step: import("../types.js").Step}[]} steps @returns {Set<string|undefined>} */
export const hits = (steps) => new Set(steps.map(({ step }) => step.rule?.trim()).filter(Boolean));

/**
 * The lines to show: those that are gone stand before the first line of their chain that is still there, or else of their table.
 * @param {Rules|null} rules
 * @param {{changed: boolean}} wanted
 * @returns {Line[]}
 */
export function told(rules, { changed }) {
  if (!rules) return [];
  const now = rules.lines.map((line) => /** @type {Line} */ ({ ...line, change: line.new ? "new" : "" }));
  const gone = rules.gone.map((line) => /** @type {Line} */ ({ ...line, change: "gone" }));
  const all = changed ? now.filter((line) => line.change) : now;
  for (const line of gone.reverse()) {
    const at = all.findIndex((other) => other.table === line.table && isRule(other) === isRule(line) && other.chain >= line.chain);
    all.splice(at < 0 ? all.length : at, 0, line);
  }
  return all;
}

/** Whether a line of iptables is a rule, and not the head of a chain. @param {Line} line */
const isRule = (line) => line.text.startsWith("-A");

/** @param {Line[]} lines @returns {Line[][]} */
export const chunks = (lines) => Array.from({ length: Math.ceil(lines.length / CHUNK) }, (_, index) => lines.slice(index * CHUNK, (index + 1) * CHUNK));

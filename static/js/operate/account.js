/** What happened: commands, and under each what the controllers did about it. Pure. */

/** @typedef {import("../types.js").AccountLine} AccountLine */

/** As many as the server keeps. */
const KEPT = 200;

/** @param {AccountLine[]} before @param {AccountLine[]|undefined} more */
export function longer(before, more) {
  return more?.length ? [...before, ...more].slice(-KEPT) : before;
}

/**
 * @typedef {{id: number, title: string|null, time: number, lines: AccountLine[]}} Chapter  without a title: the command is no longer kept
 * @param {AccountLine[]} account
 * @returns {Chapter[]} the latest first
 */
export function chapters(account) {
  /** @type {Chapter[]} */
  const found = [];
  for (const line of account) {
    if (line.command || !found.length) found.push({ id: line.id, title: line.command ? line.text : null, time: line.time, lines: [] });
    if (!line.command) found[found.length - 1].lines.push(line);
  }
  return found.reverse();
}

/** Seconds after the command, as a column: "0 s", "12 s", "3 min". @param {number} seconds */
export function after(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 120 ? `+${whole} s` : `+${Math.round(whole / 60)} min`;
}

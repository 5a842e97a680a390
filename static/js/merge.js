/** How what the server sends is merged into what the page has. Pure. */

/** @typedef {import("./types.js").Difference} Difference */

/**
 * @template {{id: string}} T
 * @param {T[]} items
 * @returns {Record<string, T>}
 */
export function byId(items) {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}

/**
 * @param {Record<string, any>} items
 * @param {Difference|undefined} difference
 * @returns {Record<string, any>}
 */
export function patch(items, difference) {
  if (!difference) return items;
  const next = { ...items };
  for (const id of difference.remove ?? []) delete next[id];
  for (const item of [...(difference.add ?? []), ...(difference.change ?? [])]) next[item.id] = item;
  return next;
}

/** @param {Record<string, import("./types.js").Table>} tables */
export function readTables(tables) {
  return {
    rows: byId(Object.values(tables).flatMap((table) => table.rows)),
    columns: Object.fromEntries(Object.entries(tables).map(([kind, table]) => [kind, table.columns])),
  };
}

/** @param {Difference|undefined} difference */
export const touched = (difference) => [...(difference?.add ?? []), ...(difference?.change ?? [])].map((item) => item.id);

/** @param {{nodes?: Difference, edges?: Difference}|undefined} scene */
export const moved = (scene) =>
  [scene?.nodes, scene?.edges].some((part) => part && [part.add, part.change, part.remove].some((list) => list?.length));

/**
 * An event that happens again comes back at the end, under its id, with a higher count.
 * @param {import("./types.js").ClusterEvent[]} before
 * @param {{add: import("./types.js").ClusterEvent[], remove: string[]}} events
 */
export function again(before, { add, remove }) {
  if (!add.length && !remove.length) return before;
  const ids = new Set([...add.map((event) => event.id), ...remove]);
  return [...before.filter((event) => !ids.has(event.id)), ...add];
}

/**
 * A verdict is about one state of the cluster; at another revision it is about the past.
 * @param {Record<string, import("./types.js").Verdict>} verdicts
 * @param {number} revision
 */
export function aged(verdicts, revision) {
  const entries = Object.entries(verdicts);
  if (entries.every(([, verdict]) => verdict.stale || verdict.revision === revision)) return verdicts;
  return Object.fromEntries(entries.map(([step, verdict]) => [step, verdict.revision === revision ? verdict : { ...verdict, stale: true }]));
}

/**
 * The page's own reducer beside a test of the server. Reads lines of JSON {heard: {tab: [message]}, fresh: snapshot}; after
 * each it writes {told: [field], wrong: [{tab, path, is, should}]}: what snapshots tell, and where a tab's state differs from one
 * that knows only the fresh snapshot.
 */
import { isDeepStrictEqual } from "node:util";
import { createInterface } from "node:readline";
import { initial, reduce } from "../../static/js/state.js";

/** Of these a snapshot speaks too, and yet a page may know better. */
const OWN = new Set(process.argv.slice(2));

/** What a snapshot tells: the fields that it has ever changed. */
const told = new Set(["stale", "world", "sequence"]);

/** @type {Record<string, import("../../static/js/types.js").State>} */
const tabs = {};

/** The first place that differs, for a person to read. @param {any} is @param {any} should @returns {{path: string, is: any, should: any}|null} */
function first(is, should, path = "") {
  if (isDeepStrictEqual(is, should)) return null;
  if (!is || !should || typeof is !== "object" || typeof should !== "object") return { path, is: is ?? null, should: should ?? null };
  for (const key of new Set([...Object.keys(is), ...Object.keys(should)])) {
    const found = first(is[key], should[key], `${path}.${key}`);
    if (found) return found;
  }
  return { path, is, should };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { heard, fresh } = JSON.parse(line);
  const blank = { ...initial(), world: fresh.world, sequence: fresh.sequence };
  const should = reduce(blank, fresh);
  for (const field of Object.keys(should)) if (/** @type {any} */ (should)[field] !== /** @type {any} */ (blank)[field] && !OWN.has(field)) told.add(field);
  const wrong = [];
  for (const [tab, messages] of Object.entries(heard)) {
    tabs[tab] = messages.reduce(reduce, tabs[tab] ?? initial());
    for (const field of told) {
      const found = first(/** @type {any} */ (tabs[tab])[field], /** @type {any} */ (should)[field], field);
      if (found) wrong.push({ tab, ...found });
    }
  }
  process.stdout.write(`${JSON.stringify({ told: [...told], wrong })}\n`);
}

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { initial, reduce } from "../../static/js/state.js";
import { fits, sides } from "../../static/js/trace/proposed.js";
import { shown } from "../../static/js/trace/shown.js";
import { DOTS, mixed, routes, tally } from "../../static/js/trace/spread.js";

/** @param {string} name */
const fixture = (name) => JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
const snapshot = fixture("snapshot");
const told = fixture("distribution");
const delivered = fixture("trace-delivered");
const refused = fixture("trace-refused");

/** @param {any[]} messages */
const after = (...messages) => messages.reduce(reduce, initial());

test("requests are counted where they ended, and go the ways that lead there, without the way back", () => {
  assert.equal(Object.values(tally(told)).reduce((sum, count) => sum + count, 0), 100);
  const ways = routes(told);
  assert.deepEqual(ways.map((way) => way.places.at(-1)).sort(), told.ends.map((/** @type {any} */ end) => end.place).sort());
  for (const way of ways) assert.equal(way.places[0], "pod:default/client");
  assert.equal(Math.round(ways.reduce((sum, way) => sum + way.count, 0)), 100);
});

test("a way that nobody took has no tokens; two ways to one end share its requests", () => {
  const [first] = told.ends;
  const one = { ...told, ends: [{ ...first, count: 100 }, ...told.ends.slice(1).map((/** @type {any} */ end) => ({ ...end, count: 0 }))] };
  assert.equal(routes(one).length, 1);
  const twice = { ...told.trace, branches: told.trace.branches.flatMap((/** @type {any} */ branch) => [{ ...branch, percent: branch.percent / 4 }, { ...branch, percent: (3 * branch.percent) / 4 }]) };
  const counts = routes({ ...one, trace: twice }).map((way) => Math.round(way.count));
  assert.deepEqual(counts, [25, 75]);
});

test("tokens are mixed evenly: each way has its share after any number of them", () => {
  const order = mixed([{ count: 50 }, { count: 25 }, { count: 25 }], 8);
  assert.deepEqual([0, 1, 2].map((way) => order.filter((each) => each === way).length), [4, 2, 2]);
  assert.equal(order.slice(0, 4).filter((each) => each === 0).length, 2);
  assert.equal(mixed([{ count: 1000 }]).length, DOTS);
  assert.deepEqual(mixed([{ count: 3 }]), [0, 0, 0]);
  assert.deepEqual(mixed([]), []);
});

test("many requests show the first one's trace with the numbers, and fly once", () => {
  const state = after(snapshot, told);
  assert.equal(state.trace?.target, "http://web:80/");
  assert.equal(state.playing, false);
  const seen = shown(state);
  assert.deepEqual(seen?.tally, tally(told));
  assert.equal(shown(reduce(state, { type: "cursor", cursor: 2 }))?.sent, seen?.sent);
  assert.equal(shown(reduce(state, delivered))?.sent, undefined);
  assert.equal(reduce(after(snapshot, delivered), { ...told, trace: null }).trace?.id, delivered.id);
});

const fix = { title: "Set it", file: "service.yaml", edits: [{ line: 2, column: 4, end_line: 2, end_column: 8, text: "80" }] };
const files = [{ path: "service.yaml", text: "a: 1\nb: 8080\nc: 3\n" }, { path: "other.yaml", text: "x: 1\n" }];

test("a way out is an edit of the files, in one or in several", () => {
  assert.equal(sides(files, fix).files[0].text, "a: 1\nb: 80\nc: 3\n");
  const both = { ...fix, files: { "service.yaml": fix.edits, "other.yaml": [{ line: 1, column: 4, end_line: 1, end_column: 5, text: "2" }] } };
  assert.deepEqual(sides(files, both).files.map((file) => file.text), ["a: 1\nb: 80\nc: 3\n", "x: 2\n"]);
});

test("a file that is to be applied again stands beside what the cluster has", () => {
  const again = { title: "", file: "service.yaml", edits: [], files: { "service.yaml": [] }, again: { "service.yaml": fix.edits } };
  const { before, files: now } = sides(files, again);
  assert.equal(before[0].text, "a: 1\nb: 80\nc: 3\n");
  assert.deepEqual(now, files);
  assert.equal(fits([{ path: "service.yaml", text: "a: 1\nb: 81\n" }], files, again), false);
});

test("it fits as long as the lines that it changes stand as they were applied", () => {
  assert.equal(fits(files, files, fix), true);
  assert.equal(fits([{ path: "service.yaml", text: "a: 9\nb: 8080\n" }], files, fix), true);
  assert.equal(fits([{ path: "service.yaml", text: "a: 1\nb: 81\n" }], files, fix), false);
  assert.equal(fits([{ path: "service.yaml", text: "\na: 1\nb: 8080\n" }], files, fix), false);
});

test("a supposed trace stands in for the real one while its proposal is looked at", () => {
  const proposal = { fix, ...sides(files, fix), asked: true, problem: "" };
  const looking = after(snapshot, refused, { type: "propose", proposal }, { ...delivered, supposed: true });
  assert.equal(looking.trace?.id, delivered.id);
  assert.deepEqual(looking.earlier, []);
  const back = reduce(looking, { type: "unpropose" });
  assert.deepEqual([back.trace?.id, back.proposal], [refused.id, null]);
  assert.equal(reduce(back, { ...delivered, supposed: true }).trace?.id, refused.id);
  const asked = reduce(looking, delivered);
  assert.deepEqual([asked.proposal, asked.trace?.supposed], [null, undefined]);
});

test("why a proposal cannot be played is said with it", () => {
  const proposal = { fix, files, before: files, asked: true, problem: "" };
  const error = { type: "error", message: "service.yaml:2: no", asked: { type: "suppose" } };
  assert.equal(after(snapshot, refused, { type: "propose", proposal }, error).proposal?.problem, "service.yaml:2: no");
});

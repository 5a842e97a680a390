import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { initial, reduce } from "../../static/js/state.js";
import { sameBefore, verdictWords } from "../../static/js/steps/score.js";

/** @param {string} name */
const fixture = (name) => JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
const [snapshot, delta] = [fixture("snapshot"), fixture("delta")];

/** @type {any} */
const verdict = { type: "verdict", step: "fix", kind: "check", verdict: "graded", passed: false, score: 0, points: 8, message: "", checks: [{ passed: true }, { passed: false }], hidden: { count: 0, points: 0, earned: 0 }, markers: [], revision: 5 };
const made = { open: true, done: true, attempts: 1, passed: true, score: 7, points: 8, hints: [{ index: 0, html: "", text: "", cost: 1, solution: null }], predicted: null };

/** @param {any[]} messages */
const after = (...messages) => messages.reduce(reduce, initial());

test("what a hint cost stands beside what an attempt earned", () => {
  const words = verdictWords({ ...verdict, kind: "submit", passed: true, score: 8 }, made);
  assert.equal(words.title, "Passed with 8 of 8 points");
  assert.deepEqual(words.notes, ["Hints cost 1 point: 7 of 8 count."]);
});

test("a better attempt is named beside a worse one", () => {
  const words = verdictWords({ ...verdict, kind: "submit", score: 2 }, { ...made, hints: [] });
  assert.deepEqual(words.notes, ["An earlier attempt was better: 7 of 8 count."]);
});

test("a verdict is about the past as soon as the cluster has changed", () => {
  const state = after(snapshot, verdict, delta);
  assert.equal(state.verdicts.fix.stale, true);
  assert.deepEqual(verdictWords(state.verdicts.fix), { tone: "stale", title: "1 of 2 public checks pass", notes: ["The cluster has changed since. Check again."] });
});

test("a verdict about the very change that is told afterwards is not", () => {
  assert.ok(!after(snapshot, { ...verdict, revision: delta.revision }, delta).verdicts.fix.stale);
});

test("a Submit that passed stays passed, whatever becomes of the cluster", () => {
  const words = verdictWords({ ...verdict, kind: "submit", passed: true, score: 8, stale: true }, { ...made, hints: [], score: 8 });
  assert.deepEqual(words, { tone: "passed", title: "Passed with 8 of 8 points", notes: [] });
});

test("another world forgets the verdicts", () => {
  assert.deepEqual(after(snapshot, verdict, { ...snapshot, world: snapshot.world + 1 }).verdicts, {});
});

test("a cause is told once: later checks refer to the first", () => {
  const found = ["a", "b", "c"].map((id) => /** @type {any} */ ({ id, title: id, diagnosis: { code: id === "c" ? "X" : "SVC-SELECTOR-NO-MATCH", title: "no pod", why: `the nearest is ${id}` } }));
  assert.equal(sameBefore(found, found[0]), null);
  assert.equal(sameBefore(found, found[1])?.id, "a");
  assert.equal(sameBefore(found, found[2]), null);
});

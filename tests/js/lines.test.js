import assert from "node:assert/strict";
import { test } from "node:test";
import { lineChanges } from "../../static/js/editor/lines.js";

/** @param {string} text @param {{from: number, to: number, insert: string}[]} changes */
const apply = (text, changes) => changes.reduceRight((left, { from, to, insert }) => left.slice(0, from) + insert + left.slice(to), text);

const cases = [
  ["", "a"], ["a", ""], ["a\nb\n", "a\nb\n"], ["a\n    b\nc", "a\n  b\nc"], ["a:   1\nb:  2\n", "a: 1\nb: 2\n"], ["a\n\n\n", "a\n"], ["aa", "aaa"],
  ["x\ny\nz", "z\ny\nx"], ["one\ntwo", "one\n1.5\ntwo"],
];

for (const [before, after] of cases) {
  test(`${JSON.stringify(before)} becomes ${JSON.stringify(after)}`, () => assert.equal(apply(before, lineChanges(before, after)), after));
}

test("only what differs is touched, so that a cursor elsewhere stays", () => {
  assert.deepEqual(lineChanges("a\n    b: 1", "a\n  b: 1\n"), [{ from: 4, to: 6, insert: "" }, { from: 10, to: 10, insert: "\n" }]);
  assert.deepEqual(lineChanges("a\n    b: 1\nc", "a\n  b: 1\nc"), [{ from: 4, to: 6, insert: "" }]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { apply, offset } from "../../static/js/editor/edits.js";

const text = "spec:\n  ports:\n    – name: http\n";

test("a place is counted in lines and columns from one", () => {
  assert.equal(offset(text, 1, 1), 0);
  assert.equal(offset(text, 3, 5), text.indexOf("–"));
});

test("places beyond the end are brought back to it", () => {
  assert.equal(offset(text, 1, 99), 5);
  assert.equal(offset(text, 99, 1), text.length);
});

test("edits are applied from the last to the first", () => {
  const fixed = apply(text, [
    { line: 3, column: 5, end_line: 3, end_column: 6, text: "-" },
    { line: 2, column: 3, end_line: 2, end_column: 8, text: "port" },
  ]);
  assert.equal(fixed, "spec:\n  port:\n    - name: http\n");
});

test("of two edits that overlap the first stands", () => {
  const edits = [
    { line: 1, column: 1, end_line: 1, end_column: 5, text: "A" },
    { line: 1, column: 3, end_line: 1, end_column: 5, text: "B" },
  ];
  assert.equal(apply("spec:", edits), "A:");
});

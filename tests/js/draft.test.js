import assert from "node:assert/strict";
import { test } from "node:test";
import { both } from "../../static/js/editor/both.js";
import { Draft } from "../../static/js/editor/draft.js";

/** @param {Record<string, string>} texts */
const files = (texts) => Object.entries(texts).map(([path, text]) => ({ path, text }));
/** @param {string} base @param {string} mine @param {string} theirs */
const merge = (base, mine, theirs) => both(files({ a: base }), files({ a: mine }), files({ a: theirs }))[0].text;

test("changes of different lines are put together", () => {
  assert.equal(merge("1\n2\n3\n4", "1\nmine\n3\n4", "1\n2\n3\ntheirs"), "1\nmine\n3\ntheirs");
  assert.equal(merge("1\n2\n3\n4", "1\n2\n3\nmine", "theirs\n2\n3\n4"), "theirs\n2\n3\nmine");
  assert.equal(merge("1\n2\n3", "1\n3", "1\n2\n3\n4"), "1\n3\n4");
  assert.equal(merge("1\n2", "0\n1\n2", "1\n2\n3"), "0\n1\n2\n3");
});

test("where both changed the same lines, mine stay", () => {
  assert.equal(merge("1\n2\n3", "1\nmine\n3", "1\ntheirs\n3"), "1\nmine\n3");
  assert.equal(merge("", "mine", "theirs"), "mine");
});

test("who has changed nothing takes what the other has", () => {
  assert.equal(merge("1\n2", "1\n2", "3"), "3");
  assert.equal(merge("1\n2", "3", "1\n2"), "3");
  assert.equal(merge("1\n2", "3", "3"), "3");
});

test("files that one has made or removed are made and removed for both", () => {
  const base = files({ a: "1", b: "2", c: "3" });
  const result = both(base, files({ a: "1", b: "changed", mine: "m" }), files({ a: "1", c: "3", theirs: "t" }));
  assert.deepEqual(result, files({ a: "1", theirs: "t", b: "changed", mine: "m" }));
});

test("a draft from elsewhere is taken as it is where nothing is typed, and put together where something is", () => {
  const draft = new Draft();
  const start = files({ a: "1\n2\n3" });
  assert.deepEqual(draft.take(start, [], false), start);
  const theirs = files({ a: "1\n2\ntheirs" });
  assert.deepEqual(draft.take(theirs, start, false), theirs);
  assert.deepEqual(draft.take(files({ a: "1\n2\nagain" }), files({ a: "mine\n2\ntheirs" }), true), files({ a: "mine\n2\nagain" }));
});

test("who was too late puts his text on top of the other's", () => {
  const draft = new Draft();
  draft.take(files({ a: "1\n2\n3" }), [], false);
  const mine = files({ a: "mine\n2\n3" });
  draft.hear({ type: "snapshot", draft: 4 });
  assert.equal(draft.sends(mine), 4);
  const theirs = files({ a: "1\n2\ntheirs" });
  draft.hear({ type: "draft", files: theirs, draft: 5, asked: { type: "save", files: mine } });
  assert.deepEqual(draft.take(theirs, mine, false), files({ a: "mine\n2\ntheirs" }));
  assert.equal(draft.sends(mine), 5);
});

test("one's own text that comes back brings nothing back that was deleted since", () => {
  const draft = new Draft();
  draft.take(files({ a: "1" }), [], false);
  draft.sends(files({ a: "1\n2" }));
  assert.deepEqual(draft.take(files({ a: "1\n2" }), files({ a: "1" }), true), files({ a: "1" }));
});

test("what was saved or applied is agreed upon", () => {
  const draft = new Draft();
  draft.take(files({ a: "1\n2" }), [], false);
  for (const type of ["save", "apply"]) {
    const sent = files({ a: `${type}\n2` });
    draft.hear({ type: "saved", draft: 2, asked: { type, files: sent } });
    assert.deepEqual(draft.take(files({ a: `${type}\ntheirs` }), files({ a: `${type}!\n2` }), true), files({ a: `${type}!\ntheirs` }));
  }
});

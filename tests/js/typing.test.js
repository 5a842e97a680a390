/** What is asked while somebody types, with a clock of the test's own. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Typing } from "../../static/js/editor/typing.js";
import { paced } from "../../static/js/paced.js";

globalThis.requestAnimationFrame = () => 0;
mock.timers.enable({ apis: ["setTimeout", "Date"] });
let now = 1000;
performance.now = () => now;
/** @param {number} ms */
const wait = (ms) => { now += ms; mock.timers.tick(ms); };

function desk(text = "a") {
  const sent = [];
  const files = [{ path: "a.yaml", text }];
  const connection = { send: (type, fields) => sent.push([type, fields.files.map((file) => file.text).join()]), waits: () => false };
  const typing = new Typing(connection, () => files.map((file) => ({ ...file })), () => "a.yaml", () => sent.push(["too large", ""]));
  const type = (more) => { files[0].text += more; typing.changed(); };
  const answer = (of, about = files) => typing.takes({ type: of, asked: { type: of, files: about.map((file) => ({ ...file })) } });
  return { sent, typing, type, answer, of: (type) => sent.filter(([each]) => each === type).map(([, text]) => text) };
}

test("a key is asked about at once, the next when the first is answered", () => {
  const { type, answer, of } = desk();
  type("b");
  assert.deepEqual(of("lint"), ["ab"]);
  type("c");
  type("d");
  assert.deepEqual(of("lint"), ["ab"]);
  wait(200);
  assert.equal(answer("lint", [{ path: "a.yaml", text: "ab" }]), true, "out of date: the text is another one now");
  assert.deepEqual(of("lint"), ["ab", "abcd"]);
  assert.equal(answer("lint"), false);
});

test("questions keep their distance however fast the answers come", () => {
  const { type, answer, of } = desk();
  for (let key = 0; key < 40; key += 1) {
    type("x");
    answer("lint");
    wait(20);
  }
  assert.ok(of("lint").length <= 11, String(of("lint").length));
  wait(100);
  assert.equal(of("lint").at(-1), `a${"x".repeat(40)}`);
});

test("after a pause Apply is previewed and idle fields are asked for; typing on puts it off", () => {
  const { type, answer, of } = desk();
  type("b");
  wait(250);
  type("c");
  wait(250);
  assert.deepEqual([of("preview"), of("idle")], [[], []]);
  wait(60);
  assert.deepEqual([of("preview"), of("idle")], [["abc"], []]);
  answer("preview");
  assert.deepEqual(of("idle"), ["abc"]);
});

test("a text that nobody typed is linted and not previewed", () => {
  const { typing, of } = desk();
  typing.opened();
  typing.moved();
  wait(1000);
  assert.deepEqual([of("lint"), of("idle"), of("preview"), of("save")], [["a"], ["a"], [], []]);
});

test("another cluster is previewed again", () => {
  const { typing, type, answer, of } = desk();
  type("b");
  wait(400);
  answer("preview");
  typing.moved();
  wait(400);
  assert.deepEqual(of("preview"), ["ab", "ab"]);
});

test("files in place of the editor's are previewed until something is typed", () => {
  const { typing, type, answer, of } = desk();
  const other = [{ path: "a.yaml", text: "other" }];
  assert.equal(typing.show(other), true);
  assert.deepEqual(of("preview"), ["other"]);
  assert.equal(answer("preview", other), false);
  type("b");
  wait(400);
  assert.deepEqual(of("preview"), ["other", "ab"]);
  assert.equal(answer("preview", other), true, "it is over");
});

test("ending a preview of other files leads back to nothing, or to what was typed", () => {
  const { typing, type, of } = desk();
  typing.show([{ path: "a.yaml", text: "other" }]);
  assert.equal(typing.show(null), false);
  type("b");
  typing.show([{ path: "a.yaml", text: "other" }]);
  assert.equal(typing.show(null), true);
  wait(5000);
  assert.equal(of("preview").at(-1), "ab");
});

test("what is never answered is not waited for for ever", () => {
  let asked = 0;
  const question = paced(50, () => { asked += 1; });
  question.want();
  question.want();
  wait(1000);
  question.want();
  assert.equal(asked, 1);
  wait(4000);
  question.want();
  assert.equal(asked, 2);
});

test("what is too large is not sent, and said; what was typed is not given up for what the server has", () => {
  const { sent, typing, type, of } = desk();
  type("x".repeat(256 * 1024));
  wait(5000);
  assert.deepEqual(sent.map(([each]) => each), ["too large"]);
  assert.equal(typing.unsaved, true);
  const small = desk();
  small.type("é".repeat(100_000));
  assert.equal(small.of("lint").length, 1);
  assert.equal(small.typing.unsaved, true, "it is still to be saved");
  assert.equal(of("lint").length, 0);
});

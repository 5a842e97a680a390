import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_BYTES, MOST_FILES, freeName, intake, nameFor, together } from "../../static/js/editor/intake.js";

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);
const file = (/** @type {string} */ name, text = "kind: Service\n") => ({ name, bytes: bytes(text) });

test("files are taken under names that the server accepts", () => {
  for (const [given, taken] of [
    ["web.yaml", "web.yaml"], ["Web.YML", "Web.yml"], ["my service (1).yaml", "my-service-1-.yaml"], ["object.json", "object.yaml"], ["C:\\fakepath\\a.yaml", "a.yaml"],
    ["../../etc/a.yaml", "a.yaml"], [".hidden.yaml", "hidden.yaml"], ["日本.yaml", "file.yaml"], [`${"x".repeat(300)}.yaml`, `${"x".repeat(50)}.yaml`],
    ["picture.png", null], ["yaml", null], [".yaml", "file.yaml"], ["a.yaml.exe", null],
  ]) assert.equal(nameFor(String(given)), taken);
});

test("what is no YAML, no text or too much is refused, each with its reason", () => {
  const refused = (...incoming) => intake([{ path: "a.yaml", text: "x" }], incoming).refused.join();
  assert.match(refused(file("a.png")), /a\.png is no YAML file/);
  assert.match(refused({ name: "b.yaml", bytes: new Uint8Array([0x89, 0x50, 0xff]) }), /no text in UTF-8/);
  assert.match(refused(file("b.yaml", "a\0b")), /no text in UTF-8/);
  assert.match(refused(file("b.yaml", "x".repeat(MOST_BYTES + 1))), /too large/);
  assert.match(refused(file("b.yaml", "x".repeat(MOST_BYTES))), /does not fit/);
  assert.equal(refused(file("a.yaml", "x".repeat(MOST_BYTES))), "", "it takes the place of the other");
  const many = Array.from({ length: MOST_FILES }, (_, index) => file(`f${index}.yaml`));
  assert.match(refused(...many), /f19\.yaml is one too many/);
});

test("the good ones are taken although others are refused; who is replaced is said", () => {
  const { taken, replaced, refused } = intake([{ path: "a.yaml", text: "old\n" }, { path: "b.yaml", text: "same\n" }, { path: "c.yaml", text: " \n" }],
    [file("a.yaml", "new\r\nlines\r"), file("b.yaml", "same\n"), file("c.yaml"), file("x.zip")]);
  assert.deepEqual(taken.map(({ path }) => path), ["a.yaml", "b.yaml", "c.yaml"]);
  assert.equal(taken[0].text, "new\nlines\n");
  assert.deepEqual(replaced, ["a.yaml"]);
  assert.equal(refused.length, 1);
});

test("all files together are one text of documents", () => {
  assert.equal(together([{ path: "a.yaml", text: "---\na: 1" }, { path: "b.yaml", text: "" }, { path: "c.yaml", text: "c: 2\n\n" }]), "# a.yaml\na: 1\n---\n# c.yaml\nc: 2\n");
});

test("a new name is one that no file has", () => {
  assert.equal(freeName([], "service"), "service.yaml");
  assert.equal(freeName([{ path: "service.yaml", text: "" }, { path: "service-2.yaml", text: "" }], "service"), "service-3.yaml");
});

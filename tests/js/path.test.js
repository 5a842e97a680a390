import assert from "node:assert/strict";
import { test } from "node:test";
import { flow } from "../../static/js/editor/flow.js";
import { place } from "../../static/js/editor/path.js";

/** @param {string} text with | where the cursor stands */
function at(text) {
  const lines = text.split("\n");
  const index = lines.findIndex((line) => line.includes("|"));
  const column = lines[index].indexOf("|");
  lines[index] = lines[index].replace("|", "");
  return place(lines, index, column);
}

const cases = [
  ["apiV|", [], "", "apiV"],
  ["kind: Service\nspec:\n  ty|", ["spec"], "", "ty"],
  ["kind: Service\nspec:\n  type: Cl|", ["spec"], "type", "Cl"],
  ["kind: Service\nspec:\n  ports:\n    - po|", ["spec", "ports", "-"], "", "po"],
  ["kind: Service\nspec:\n  ports:\n    - port: 80\n      tar|", ["spec", "ports", "-"], "", "tar"],
  ["kind: Service\nspec:\n  ports:\n  - port: 80\n    tar|", ["spec", "ports", "-"], "", "tar"],
  ["kind: Service\nspec:\n  ports:\n  - port: 80\n    name: a\n  - na|", ["spec", "ports", "-"], "", "na"],
  ["kind: Service\nspec:\n  ports:\n  - port: 80\n  cl|", ["spec"], "", "cl"],
  ["spec:\n  ports:\n  - protocol: T|", ["spec", "ports", "-"], "protocol", "T"],
  ["spec:\n  template:\n    spec:\n      containers:\n      - name: web\n        ports:\n        - cont|",
    ["spec", "template", "spec", "containers", "-", "ports", "-"], "", "cont"],
  ["kind: Service\nspec: {ty|", ["spec"], "", "ty"],
  ["kind: Service\nspec: {type: Cl|", ["spec"], "type", "Cl"],
  ["kind: Service\nspec:\n  ports: [{port: 80, pro|}]", ["spec", "ports", "-"], "", "pro"],
  ["kind: Service\nspec:\n  ports:\n  - {name: 'a, {b', protocol: |}", ["spec", "ports", "-"], "protocol", ""],
  ["metadata: {labels: {a: b}, na|}", ["metadata"], "", "na"],
  ["spec:\n  selector: {matchLabels: {ap|", ["spec", "selector", "matchLabels"], "", "ap"],
];

for (const [text, path, key, word] of cases) {
  test(`the cursor in ${JSON.stringify(text)} stands at ${path.join(".") || "the root"}`, () => {
    const here = at(text);
    assert.deepEqual([here.path, here.key, here.word], [path, key, word]);
  });
}

test("keys that are there already are known, in this document and list item alone", () => {
  assert.deepEqual(at("kind: Pod\n---\nkind: Service\nspec:\n  type: ClusterIP\n  |\n  selector:\n    app: web").siblings.sort(), ["selector", "type"]);
  assert.deepEqual(at("ports:\n  - port: 80\n    name: a\n  - port: 81\n    |").siblings, ["port"]);
});

test("a bracket within a word or a text is no flow", () => {
  for (const text of ["  text: it is {not", "  # {a", '  text: "{a', "  a: {b: c}", "  - x{a"]) assert.equal(flow(text), null, text);
});

test("keys inside the same brackets are known", () => {
  assert.deepEqual(at("spec:\n  ports: [{port: 80}, {name: a, port: 1, |}]").siblings, ["name", "port"]);
});

test("the kind is that of the cursor's own document", () => {
  assert.equal(at("kind: Pod\n---\nkind: Service\nspec:\n  |").kind, "Service");
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { layout } from "../../static/js/picture/layout.js";
import { cut } from "../../static/js/picture/scene.js";
import { sentences } from "../../static/js/picture/sentences.js";
import { tables } from "../../static/js/picture/tables.js";
import { initial, reduce } from "../../static/js/state.js";
import { objectOf, placeOf, placeWords, sourceOf } from "../../static/js/objects.js";
import { outcomeWords } from "../../static/js/outcome.js";
import { drafted, targets } from "../../static/js/trace/targets.js";

/** @param {string} name */
const fixture = (name) => JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
const state = reduce(reduce(initial(), fixture("snapshot")), fixture("delta"));

/** All sentences of a scene as one text. @param {any} nodes @param {any} edges */
const allSentences = (nodes, edges) => sentences(nodes, edges).flatMap((block) => block.sentences.map(({ text }) => text)).join("\n");

test("whatever the picture shows stands in the sentences and in the tables", () => {
  const cells = tables(state.nodes, state.edges).flatMap((table) => table.rows.flatMap((row) => row.cells)).join("\n");
  const drawn = layout(state.nodes, state.edges).shapes;
  for (const { node, kind } of drawn) {
    if (["slice", "record", "proxy", "dns"].includes(kind)) continue;
    assert.ok(allSentences(state.nodes, state.edges).includes(node.label), `${node.id} in the sentences`);
    assert.ok(cells.includes(node.label), `${node.id} in the tables`);
  }
  const ids = drawn.flatMap((shape) => shape.stands ?? [shape.id]).sort();
  assert.deepEqual(sentences(state.nodes, state.edges).flatMap((block) => block.sentences.flatMap((sentence) => sentence.ids)).sort(), ids);
  assert.deepEqual(tables(state.nodes, state.edges).filter(({ title }) => title !== "Routes").flatMap((table) => table.rows.flatMap((row) => row.ids)).sort(), ids);
});

test("a Service's sentence says where each port goes, with its share", () => {
  const web = sentences(state.nodes, state.edges).find((block) => block.title === "Service web")?.sentences.map(({ text }) => text).join(" ") ?? "";
  assert.match(web, /Port 80 \(http\), targetPort http, goes to .*web-7d4b9c6f5-4xk2q \(1\/3\)/);
  assert.match(web, /Every node takes it at port 30080 too\./);
});

test("an ExternalName is an alias, a headless Service has no address", () => {
  const told = allSentences(state.nodes, state.edges);
  assert.match(told, /orders-db is of type ExternalName: a DNS alias of db\.example\.net/);
  assert.match(told, /db is headless/);
});

test("a long name is cut in its middle", () => {
  assert.equal(cut("web-7d4b9c6f5-4xk2q", 11), "web-7…4xk2q");
  assert.equal(cut("web", 11), "web");
});

test("places lead to objects, sources and words", () => {
  assert.deepEqual(objectOf("pod:shop/web-1"), { kind: "Pod", namespace: "shop", name: "web-1" });
  assert.equal(placeOf({ kind: "Service", namespace: "default", name: "web" }), "service:default/web");
  assert.equal(sourceOf("pod:shop/web-1"), "pod/web-1@shop");
  assert.equal(sourceOf("client:outside"), "outside");
  assert.equal(placeWords("proxy:node-1"), "kube-proxy on node-1");
});

test("what one may ask for depends on who asks", () => {
  assert.equal(targets(state.nodes, "pod/client")[0], "http://web:80");
  assert.ok(targets(state.nodes, "pod/client").includes("tcp://db:3306"));
  assert.ok(targets(state.nodes, "pod/other@shop").includes("http://web.default:80"));
  assert.deepEqual(targets(state.nodes, "outside"), ["http://192.168.1.2:30080"]);
});

test("the outcome is told as kubectl tells it", () => {
  const base = { ...initial(), said: { ok: true, text: "" } };
  const done = { file: "a.yaml", kind: "Service", name: "web", namespace: "default", verb: "created" };
  assert.deepEqual(outcomeWords({ ...base, outcomes: [done] }), { ok: true, text: "service/web created" });
  assert.deepEqual(outcomeWords({ ...base, outcomes: [done, { ...done, verb: "error" }] }), { ok: false, text: "service/web created, 1 of 2 refused" });
});

test("a Service that is only written may be asked for already", () => {
  const text = "apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    a: b\n  name: shop\nspec:\n  ports:\n  - port: 8000\n    targetPort: 80\n---\nkind: Pod\nmetadata:\n  name: x\n";
  assert.deepEqual(drafted([{ path: "a.yaml", text }]), ["http://shop:8000"]);
});

test("many documents are counted", () => {
  const done = { file: "a.yaml", kind: "Service", name: "web", namespace: "default", verb: "created" };
  assert.equal(outcomeWords({ ...initial(), outcomes: [done, done, { ...done, verb: "unchanged" }] }).text, "2 created, 1 unchanged");
});

test("a route to a port at which nothing listens says so", () => {
  const [id, edge] = Object.entries(state.edges).find(([, each]) => each.kind === "routes") ?? ["", null];
  const edges = { ...state.edges, [id]: { .../** @type {any} */ (edge), target_port: 9999 } };
  const told = allSentences(state.nodes, edges);
  assert.match(told, /\(1\/3, nothing listens on 9999\)/);
});

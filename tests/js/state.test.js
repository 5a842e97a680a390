import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { initial, patch, reduce, steps } from "../../static/js/state.js";

/** @param {string} name */
const fixture = (name) => JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
const snapshot = fixture("snapshot");
const delta = fixture("delta");
const trace = fixture("trace");

/** @param {any[]} messages */
const after = (...messages) => messages.reduce(reduce, initial());

test("a snapshot fills the state", () => {
  const state = after(snapshot);
  assert.equal(state.ready, true);
  assert.equal(state.sequence, snapshot.sequence);
  assert.equal(Object.keys(state.nodes).length, snapshot.scene.nodes.length);
  assert.deepEqual(state.columns.Pod, snapshot.tables.Pod.columns);
  assert.equal(state.rows["Pod/default/db-0"].name, "db-0");
});

test("a snapshot and a delta equal a fresh snapshot", () => {
  const state = after(snapshot, delta);
  const nodes = patch(Object.fromEntries(snapshot.scene.nodes.map((/** @type {any} */ node) => [node.id, node])), delta.scene.nodes);
  const fresh = after({
    ...snapshot, ...delta, type: "snapshot", sequence: delta.to,
    scene: { nodes: Object.values(nodes), edges: delta.scene.edges.add },
    tables: { ...snapshot.tables, Service: { ...snapshot.tables.Service, rows: [...snapshot.tables.Service.rows, delta.tables.add[0]] }, EndpointSlice: { ...snapshot.tables.EndpointSlice, rows: [delta.tables.add[1]] } },
    events: snapshot.events,
  });
  for (const field of /** @type {const} */ (["nodes", "edges", "rows", "columns", "events", "applied", "sequence", "leftovers", "undo"])) {
    assert.deepEqual(state[field], fresh[field], field);
  }
});

test("a delta that does not fit marks the state as stale and changes nothing else", () => {
  const before = after(snapshot);
  const state = reduce(before, { ...delta, from: 7, to: 8 });
  assert.deepEqual(state, { ...before, stale: true });
  assert.equal(reduce(state, snapshot).stale, false);
});

test("a delta that was seen already is ignored", () => {
  const state = after(snapshot, delta);
  assert.equal(reduce(state, delta), state);
});

test("what is removed is gone", () => {
  const gone = { ...delta, from: 4, to: 5, scene: { nodes: { add: [], change: [], remove: ["service:default/web"] }, edges: { add: [], change: [], remove: [] } }, tables: { add: [], change: [], remove: ["Service/default/web"] } };
  const state = after(snapshot, delta, gone);
  assert.equal(state.nodes["service:default/web"], undefined);
  assert.equal(state.rows["Service/default/web"], undefined);
});

test("an event that happens again takes the place of the former", () => {
  const [event] = snapshot.events;
  const state = after(snapshot, { ...delta, events: { add: [{ ...event, count: 2 }], remove: [] } });
  assert.equal(state.events.length, snapshot.events.length);
  assert.equal(state.events.at(-1)?.count, 2);
});

test("a trace becomes outdated when the picture changes, not when only time goes by", () => {
  const quiet = { ...delta, from: 3, to: 4, scene: { nodes: { add: [], change: [], remove: [] }, edges: { add: [], change: [], remove: [] } } };
  assert.equal(after(snapshot, trace, quiet).outdated, false);
  assert.equal(after(snapshot, trace, delta).outdated, true);
});

test("the cursor stays within the trace", () => {
  const count = steps(trace).length;
  assert.equal(after(snapshot, trace, { type: "cursor", cursor: 99 }).cursor, count - 1);
  assert.equal(after(snapshot, trace, { type: "cursor", cursor: -1 }).cursor, 0);
});

test("a reset begins another world: the trace and the choice are forgotten", () => {
  const state = after(snapshot, trace, { type: "select", id: "dns" }, { ...snapshot, world: 1, sequence: 9 });
  assert.equal(state.trace, null);
  assert.equal(state.selected, null);
});

test("an unknown message changes nothing", () => {
  const state = after(snapshot);
  assert.equal(reduce(state, { type: "what" }), state);
});

test("a trace that is refused takes the former answer away and says why at its place", () => {
  const state = after(snapshot, trace, { type: "error", message: "no port", asked: { type: "trace" } });
  assert.deepEqual([state.trace, state.refused, state.notice], [null, "no port", null]);
  assert.equal(reduce(state, trace).refused, "");
});

test("an Apply that is refused as a whole says so beside Apply", () => {
  const state = after(snapshot, { type: "result", ok: true, outcomes: [{ verb: "created" }], message: "" }, { type: "error", message: "too large", asked: { type: "apply" } });
  assert.deepEqual([state.outcomes, state.said], [[], { ok: false, text: "too large" }]);
});

test("an Apply without a connection waits and says so", () => {
  const state = after(snapshot, { type: "connection", connection: "lost" }, { type: "sent", of: "apply" });
  assert.match(state.said?.text ?? "", /^Waiting for the connection/);
});

test("what became of an Apply is no longer said when files are handed in", () => {
  const applied = after(snapshot, { type: "result", ok: false, message: "refused", outcomes: [{ kind: "Service", name: "web", verb: "error" }], warnings: ["deprecated"] });
  assert.equal(reduce(applied, { type: "sent", of: "check" }).outcomes.length, 1);
  const state = reduce(applied, { type: "sent", of: "submit" });
  assert.deepEqual([state.outcomes, state.warnings, state.said], [[], [], null]);
});

test("an error leaves with the next thing that succeeds, not with what the page asks by itself", () => {
  const state = after(snapshot, { type: "error", message: "no", asked: { type: "undo" } });
  assert.equal(reduce(state, { type: "markers", markers: [], asked: { type: "lint" } }).notice?.text, "no");
  assert.equal(reduce(state, { type: "result", ok: true, asked: { type: "apply" } }).notice, null);
  const lint = after(snapshot, { type: "error", message: "too large", asked: { type: "lint" } });
  assert.equal(reduce(lint, { type: "markers", markers: [], asked: { type: "lint" } }).notice, null);
});

test("every tab says that a reset made a new cluster; a page that has just opened says nothing", () => {
  const state = after(snapshot, { type: "result", ok: true, message: "Pod web deleted" }, { ...snapshot, world: snapshot.world + 1 });
  assert.equal(state.said?.text, "A new cluster");
  assert.equal(after(snapshot).said, null);
});

test("a preview stands until something is applied or nothing would change", () => {
  const scene = { nodes: { add: [{ id: "service:default/a" }], change: [], remove: [] }, edges: { add: [], change: [], remove: [] } };
  const shown = reduce(initial(), { type: "preview", scene, summary: "Service/a created" });
  assert.deepEqual([shown.preview, shown.previewed], [scene, "Service/a created"]);
  assert.deepEqual(reduce(shown, { type: "preview", scene: null, summary: "Service/a unchanged" }).previewed, "");
  const delta = { type: "delta", from: 0, to: 1, scene: { nodes: {}, edges: {} }, tables: {}, events: { add: [], remove: [] } };
  assert.equal(reduce(shown, delta).preview, scene);
  assert.equal(reduce(shown, { ...delta, applied: [] }).preview, null);
});

test("idle fields are kept for each file", () => {
  const one = reduce(initial(), { type: "idle", file: "a.yaml", fields: [1] });
  assert.deepEqual(reduce(one, { type: "idle", file: "b.yaml", fields: [] }).idle, { "a.yaml": [1], "b.yaml": [] });
});

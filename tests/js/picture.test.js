import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { compare, foretold } from "../../static/js/picture/compare.js";
import { layout } from "../../static/js/picture/layout.js";
import { spotlight } from "../../static/js/picture/spotlight.js";
import { standing } from "../../static/js/picture/standing.js";
import { centred, fit, kept } from "../../static/js/picture/viewport.js";
import { wires } from "../../static/js/picture/wires.js";
import { changeWords } from "../../static/js/see/changes.js";
import { findable } from "../../static/js/see/findable.js";
import { shown } from "../../static/js/see/shown.js";
import { byId, initial, reduce } from "../../static/js/state.js";

/** @param {string} name */
const fixture = (name) => JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
const snapshot = fixture("snapshot");
const delta = { frames: [], ...fixture("delta") };
const before = reduce(initial(), snapshot);
const state = reduce(before, delta);
const NONE = { add: [], change: [], remove: [] };

/** A world of so many pods on so many nodes, each with a Service. @param {number} nodes @param {number} each @param {(index: number) => any} [what] */
function world(nodes, each, what = () => ({})) {
  const rooms = Array.from({ length: nodes }, (_, n) => ({ id: `node:node-${n + 1}`, kind: "node", label: `node-${n + 1}` }));
  const pods = rooms.flatMap((room, n) => Array.from({ length: each }, (_, p) => ({
    id: `pod:default/app${p}-${n}`, kind: "pod", label: `app${p}-${n}`, parent: room.id, namespace: "default", state: "ready", owner: `ReplicaSet/app${p}`,
    labels: { app: `app${p}` }, declared: [], listeners: [{ protocol: "TCP", port: 80, name: "" }], ...what(p),
  })));
  const services = Array.from({ length: each }, (_, p) => ({
    id: `service:default/app${p}`, kind: "service", label: `app${p}`, namespace: "default", type: "ClusterIP", cluster_ip: `10.96.0.${p}`, selector: { app: `app${p}` },
    ports: [{ name: "", protocol: "TCP", port: 80, target_port: 80, node_port: 0 }],
  }));
  const edges = pods.flatMap((pod) => services.filter((service) => service.selector.app === pod.labels.app).map((service) => ({
    id: `routes:${service.id}>${pod.id}`, kind: "routes", source: service.id, target: pod.id, port: 80, target_port: 80, protocol: "TCP", weight: `1/${nodes}`,
  })));
  return { nodes: byId([...rooms, ...pods, ...services]), edges: byId(edges) };
}

test("few pods stand roomy with labels, many compact without; in between it stays as it is", () => {
  const few = world(3, 3);
  const many = world(10, 6);
  const between = world(3, 5);
  assert.deepEqual([layout(few.nodes, {}).compact, layout(few.nodes, {}).labels], [false, true]);
  const big = layout(many.nodes, {});
  assert.deepEqual([big.compact, big.labels], [true, false]);
  assert.equal(layout(between.nodes, {}).compact, false);
  assert.equal(layout(between.nodes, {}, { memory: big.memory }).compact, true);
  assert.equal(layout(many.nodes, {}, { labels: true }).labels, true);
});

test("in a compact picture nothing overlaps and every line runs in the gaps between pods", () => {
  const { nodes, edges } = world(10, 12); // more Services than stand in one column
  const drawn = layout(nodes, edges);
  const shapes = standing(drawn.shapes);
  const solid = drawn.shapes.filter(({ kind }) => ["pod", "service"].includes(kind));
  for (const a of solid) for (const b of solid) assert.ok(a === b || a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y, `${a.id} and ${b.id}`);
  const lines = wires(drawn.edges, shapes);
  assert.equal(lines.length, 120);
  for (const line of lines) {
    const points = [...line.d.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
    for (const [x, y] of points.slice(1, -1)) {
      for (const pod of solid) assert.ok(!(x > pod.x && x < pod.x + pod.w && y > pod.y && y < pod.y + pod.h), `${line.id} at ${x} ${y} in ${pod.id}`);
    }
  }
});

test("rooms of one row are equally high, and a room that fills up grows with its row", () => {
  const { nodes } = world(10, 4);
  const heights = (/** @type {any} */ drawn) => Object.fromEntries(drawn.shapes.filter((/** @type {any} */ shape) => shape.kind === "node").map((/** @type {any} */ shape) => [shape.id, shape.h]));
  const first = layout(nodes, {});
  const more = { ...nodes, ...byId(Array.from({ length: 6 }, (_, n) => ({ ...nodes["pod:default/app0-0"], id: `pod:default/z-${n}`, label: `z-${n}` }))) };
  const second = heights(layout(more, {}, { memory: first.memory }));
  assert.equal(second["node:node-1"], second["node:node-6"]);
  assert.ok(second["node:node-1"] > second["node:node-2"]);
});

test("a group stands for its members", () => {
  const group = { id: "group:node-1/default/ReplicaSet/a/ready", kind: "group", label: "a", parent: "node:node-1", namespace: "default", state: "ready", count: 2, members: ["pod:default/a-1", "pod:default/a-2"] };
  const drawn = layout(byId([{ id: "node:node-1", kind: "node", label: "node-1" }, group]), {});
  const shapes = standing(drawn.shapes);
  assert.equal(shapes.get("pod:default/a-2")?.id, group.id);
  assert.equal(shapes.has("pod:default/a-2"), false);
  assert.deepEqual(findable(byId([group])).map(({ value }) => value), [group.id, "pod:default/a-1", "pod:default/a-2"]);
});

test("two scenes compared: what is added, removed and changed, with what it was", () => {
  const found = compare(before, state);
  assert.equal(found.marks.get("service:default/web"), "added");
  const back = compare(state, before);
  assert.equal(back.marks.get("service:default/web"), "removed");
  assert.ok("service:default/web" in back.nodes);
  const changed = compare({ nodes: { a: { id: "a", state: "ready" } }, edges: {} }, { nodes: { a: { id: "a", state: "failed" } }, edges: {} });
  assert.deepEqual([changed.marks.get("a"), changed.was.a], ["changed", { id: "a", state: "ready" }]);
  assert.equal(compare(state, { nodes: { ...state.nodes }, edges: { ...state.edges } }).marks.size, 0);
});

test("a preview that is a moment older than the scene removes only what is there", () => {
  const found = foretold({ nodes: { a: { id: "a" } }, edges: {} }, { nodes: { add: [{ id: "b" }], change: [], remove: ["gone", "a"] }, edges: NONE });
  assert.deepEqual([...found.marks].sort(), [["a", "removed"], ["b", "added"]]);
});

test("changes are told in words: objects with their fields, routes Service by Service", () => {
  const told = changeWords(compare(before, state));
  const service = told.find(({ id, text }) => id === "service:default/web" && text === "Service web");
  assert.deepEqual([service?.mark, service?.facts[0]], ["added", state.nodes["service:default/web"].cluster_ip]);
  assert.ok(told.some(({ text }) => /^web leads to web-.* and web-/.test(text)));
  const pod = state.nodes["pod:default/web-7d4b9c6f5-4xk2q"];
  const scene = { nodes: { [pod.id]: pod }, edges: {} };
  const failing = { nodes: { [pod.id]: { ...pod, state: "failed", labels: { app: "web", tier: "x" } } }, edges: {} };
  assert.deepEqual(changeWords(compare(scene, failing))[0].facts, ["state ready → failed", `labels ${Object.entries(pod.labels).filter(([key]) => key !== "pod-template-hash").map((pair) => pair.join("=")).join(" ")} → app=web tier=x`]);
});

test("a label tells who selects by it, and what else is asked for", () => {
  const { nodes, edges } = world(2, 2);
  const api = { ...nodes["service:default/app0"], id: "service:default/api", label: "api", selector: { app: "app0", tier: "back" } };
  const selects = byId(["pod:default/app0-0", "pod:default/app0-1"].map((pod) => ({ id: `selects:service:default/app0>${pod}`, kind: "selects", source: "service:default/app0", target: pod })));
  const all = { ...nodes, [api.id]: api };
  const spot = spotlight(all, { ...edges, ...selects }, "pod:default/app0-0", "app=app0");
  assert.deepEqual([...(spot?.shapes ?? [])].sort(), ["pod:default/app0-0", "pod:default/app0-1", "service:default/api", "service:default/app0"]);
  assert.match(spot?.said ?? "", /Service app0 selects this by app=app0\. Service api asks for app=app0 too, and also for tier=back, which this lacks\./);
  assert.ok(spot?.edges.has("routes:service:default/app0>pod:default/app0-1"), "its routes stand for the selection");
});

test("a selector tells whom it chooses; one that nobody fits, what there is instead", () => {
  const { nodes } = world(2, 2);
  const typo = { ...nodes["service:default/app0"], selector: { app: "ap0" } };
  assert.equal(
    spotlight({ ...nodes, [typo.id]: typo }, {}, typo.id, "app=ap0")?.said,
    "Service app0 asks for app=ap0, which no pod of namespace default has. There are pods with app=app0 and app=app1.",
  );
  const unknown = { ...typo, selector: { tier: "x" } };
  assert.match(spotlight({ ...nodes, [typo.id]: unknown }, {}, typo.id, "tier=x")?.said ?? "", /No pod there has a label tier\.$/);
});

test("what was before the last command is kept while time goes on by itself", () => {
  assert.equal(state.before?.nodes, before.nodes);
  const tick = { ...delta, from: delta.to, to: delta.to + 1, command: { type: "tick", summary: "" }, scene: { nodes: { ...NONE, change: [{ ...state.nodes["pod:default/db-0"], state: "failed" }] }, edges: NONE } };
  const later = reduce(state, tick);
  assert.equal(later.before, state.before);
  assert.equal(shown({ ...later, view: "changes" }, later).marks.get("pod:default/db-0"), "changed");
  const next = reduce(later, { ...tick, from: tick.to, to: tick.to + 1, command: { type: "apply", summary: "Service/x created" } });
  assert.deepEqual([next.before?.nodes === later.nodes, next.before?.summary], [true, "Service/x created"]);
});

test("frames lead from the former scene, and are forgotten with the next delta", () => {
  const frame = { revision: 1, time: 1, nodes: NONE, edges: NONE };
  const filmed = reduce(before, { ...delta, frames: [frame, frame] });
  assert.deepEqual([filmed.frames?.from.nodes === before.nodes, filmed.frames?.list.length], [true, 2]);
  assert.equal(reduce(filmed, { ...delta, from: delta.to, to: delta.to + 1 }).frames, null);
});

test("a delta for other opened groups does not fit", () => {
  const folded = { level: 1, pods: 200, shapes: 9, opened: ["node:node-1"] };
  const open = reduce(initial(), { ...snapshot, scene: { ...snapshot.scene, folded } });
  assert.equal(reduce(open, { ...delta, scene: { ...delta.scene, folded: { ...folded, opened: [] } } }).stale, true);
  assert.equal(reduce(open, { ...delta, scene: { ...delta.scene, folded } }).stale, false);
});

test("the goal marks what is not there yet, whatever its ports; another world's is not shown", () => {
  const goal = { type: "goal", how: "shape", world: before.world, scene: { nodes: Object.values(state.nodes), edges: Object.values(state.edges).map((edge) => ({ ...edge, id: `${edge.id}~`, port: undefined })) } };
  const there = reduce(before, goal);
  const marks = shown({ ...there, view: "goal" }, there).marks;
  assert.equal(marks.get("service:default/web"), "missing");
  const done = reduce(state, goal);
  assert.match(shown({ ...done, view: "goal" }, done).note, /All of it is there\.$/);
  assert.equal(reduce(before, { ...goal, world: 99 }).goal, null);
});

test("a drawing is never lost from sight, and what is sought comes to the middle", () => {
  const frame = { width: 400, height: 300 };
  const drawing = { width: 1000, height: 500 };
  const far = kept({ x: -5000, y: 5000, scale: 1 }, drawing, frame);
  assert.deepEqual([far.x, far.y], [-940, 240]);
  assert.deepEqual(centred({ x: 0, y: 0, scale: 0.5 }, { x: 100, y: 100, w: 20, h: 20 }, frame), { scale: 1, x: 90, y: 40 });
  assert.ok(fit(drawing, frame).scale < 0.4);
});

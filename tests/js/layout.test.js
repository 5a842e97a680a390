import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { labelAt } from "../../static/js/picture/label.js";
import { layout } from "../../static/js/picture/layout.js";
import { seat } from "../../static/js/picture/slots.js";
import { way } from "../../static/js/picture/way.js";
import { wires } from "../../static/js/picture/wires.js";
import { byId, initial, reduce } from "../../static/js/state.js";

/** @param {string} name */
const fixture = (name) => JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
const before = reduce(initial(), fixture("snapshot"));
const state = reduce(before, fixture("delta"));

/** @param {import("../../static/js/picture/layout.js").Layout} drawn */
const places = (drawn) => Object.fromEntries(drawn.shapes.map(({ id, x, y }) => [id, [x, y]]));

for (const [narrow, labels] of [[false, false], [true, false], [false, true], [true, true]]) {
  const form = `${narrow ? "narrow" : "wide"}${labels ? ", with labels" : ""}`;

  test(`${form}: the same scene is laid out the same`, () => {
    assert.deepEqual(layout(state.nodes, state.edges, { narrow, labels }), layout(state.nodes, state.edges, { narrow, labels }));
  });

  test(`${form}: what was there stays where it was when a Service appears`, () => {
    const first = layout(before.nodes, before.edges, { narrow, labels });
    const second = layout(state.nodes, state.edges, { narrow, labels, memory: first.memory });
    const now = places(second);
    for (const shape of first.shapes) assert.deepEqual(now[shape.id], [shape.x, shape.y], shape.id);
  });

  test(`${form}: no two shapes of a lane overlap`, () => {
    const { shapes } = layout(state.nodes, state.edges, { narrow, labels });
    const solid = shapes.filter((shape) => !["node", "proxy"].includes(shape.kind));
    for (const a of solid) {
      for (const b of solid) {
        const apart = a === b || a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
        assert.ok(apart, `${a.id} and ${b.id}`);
      }
    }
  });

  test(`${form}: pods stand inside their node`, () => {
    const { shapes } = layout(state.nodes, state.edges, { narrow, labels });
    const rooms = byId(shapes.filter((shape) => shape.kind === "node"));
    for (const pod of shapes.filter((shape) => shape.kind === "pod")) {
      const room = rooms[pod.node.parent ?? ""];
      assert.ok(pod.x > room.x && pod.x + pod.w <= room.x + room.w && pod.y > room.y && pod.y + pod.h <= room.y + room.h, pod.id);
    }
  });
}

test("sixty pods on ten nodes all have a place", () => {
  /** @type {Record<string, any>} */
  const nodes = {};
  for (let node = 1; node <= 10; node += 1) {
    nodes[`node:node-${node}`] = { id: `node:node-${node}`, kind: "node", label: `node-${node}` };
    for (let pod = 1; pod <= 6; pod += 1) {
      nodes[`pod:default/p-${node}-${pod}`] = { id: `pod:default/p-${node}-${pod}`, kind: "pod", label: "p", parent: `node:node-${node}`, namespace: "default" };
    }
  }
  const { shapes } = layout(nodes, {});
  assert.equal(new Set(shapes.map(({ x, y, kind }) => `${kind} ${x} ${y}`)).size, 70);
});

test("few that are left of many stand as if there had never been more", () => {
  /** @param {number} count @returns {Record<string, any>} */
  const pods = (count) => Object.fromEntries(["node:node-1", ...Array.from({ length: count }, (_, number) => `pod:default/p-${number}`)].map((id) =>
    [id, id.startsWith("pod") ? { id, kind: "pod", label: "p", parent: "node:node-1", namespace: "default" } : { id, kind: "node", label: "node-1" }]));
  const many = layout(pods(200), {});
  const few = layout(pods(5), {}, { memory: many.memory });
  assert.deepEqual([few.height, few.width], [layout(pods(5), {}).height, layout(pods(5), {}).width]);
  assert.deepEqual(places(layout(pods(150), {}, { memory: many.memory }))["node:node-1"], places(many)["node:node-1"]);
});

test("a slot is kept while its owner exists and then given to the next", () => {
  const first = seat({}, ["a", "b", "c"]);
  const second = seat(first, ["a", "c"]);
  const third = seat(second, ["a", "c", "d", "e"]);
  assert.deepEqual(third, { a: 0, c: 2, d: 1, e: 3 });
});

test("every relation between drawn shapes has a line", () => {
  const drawn = layout(state.nodes, state.edges);
  const shapes = new Map(drawn.shapes.map((shape) => [shape.id, shape]));
  const lines = wires(drawn.edges, shapes);
  assert.equal(lines.filter((wire) => wire.kind === "routes").length, 3);
  assert.deepEqual([...new Set(lines.filter((wire) => wire.label).map((wire) => wire.label))], ["1/3"]);
});

test("the way of a trace goes from place to place and leaves out the rooms", () => {
  const drawn = layout(state.nodes, state.edges);
  const shapes = new Map(drawn.shapes.map((shape) => [shape.id, shape]));
  const segments = way(fixture("trace").hops.map((/** @type {any} */ hop) => hop.place), shapes);
  assert.deepEqual(segments.map(({ from, to }) => [from, to]), [
    ["pod:default/client", "dns"], ["dns", "pod:default/client"], ["pod:default/client", "proxy:node-1"],
    ["proxy:node-1", "service:default/web"], ["service:default/web", "pod:default/web-7d4b9c6f5-9lmzt"],
  ]);
});

test("a line between both sides of the rooms goes over them", () => {
  const shapes = new Map([
    ["host:db", { id: "host:db", kind: "host", x: 0, y: 200, w: 116, h: 46, node: {} }],
    ["node:node-1", { id: "node:node-1", kind: "node", x: 168, y: 30, w: 200, h: 300, node: {} }],
    ["service:default/db", { id: "service:default/db", kind: "service", x: 460, y: 120, w: 178, h: 72, rows: [{ port: 5432, y: 52 }], node: {} }],
  ]);
  const [wire] = wires([{ id: "r", kind: "routes", source: "service:default/db", target: "host:db", port: 5432 }], /** @type {any} */ (shapes));
  const heights = [...wire.d.matchAll(/H(-?[\d.]+)Q-?[\d.]+ (-?[\d.]+)/g)].filter(([, x]) => Number(x) < 168 && Number(x) > 116).map(([, , y]) => Number(y));
  assert.ok(heights.length && heights.every((y) => y < 30), wire.d);
});

test("the packet's label at a kube-proxy hides no pod", () => {
  const drawn = layout(state.nodes, state.edges);
  const shapes = new Map(drawn.shapes.map((shape) => [shape.id, shape]));
  const size = { w: 142, h: 43 };
  const segments = way(fixture("trace").hops.map((/** @type {any} */ hop) => hop.place), shapes);
  for (const { tip } of segments.filter(({ to }) => to.startsWith("proxy:"))) {
    const { x, y } = labelAt(tip, size, 1, drawn.shapes, { x: -200, y: 0, w: drawn.width + 200, h: drawn.height });
    const [left, top] = [tip.x + x, tip.y + y];
    for (const pod of drawn.shapes.filter((shape) => shape.kind === "pod")) {
      assert.ok(left >= pod.x + pod.w || left + size.w <= pod.x || top >= pod.y + pod.h || top + size.h <= pod.y, `${pod.id} at ${tip.x} ${tip.y}`);
    }
  }
});

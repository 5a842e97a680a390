import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { layout } from "../../static/js/picture/layout.js";
import { places } from "../../static/js/see/places.js";

/** @type {Map<string, string>} */
const held = new Map();
/** @type {any} */ (globalThis).localStorage = { getItem: (/** @type {string} */ name) => held.get(name) ?? null, setItem: (/** @type {string} */ name, /** @type {string} */ value) => held.set(name, value) };
beforeEach(() => held.clear());

/** @param {string[]} names @returns {Record<string, any>} */
const services = (...names) => Object.fromEntries(names.map((name) => [name, { id: name, kind: "service", label: name, ports: [], type: "ClusterIP" }]));
const here = places(() => ({ workspace: "w", world: 1 }));

test("who came later stands below, also in the next tab", () => {
  const first = layout(services("web"), {});
  const second = layout(services("web", "aaa"), {}, { memory: first.memory });
  here.write(second.memory);
  const reloaded = layout(services("web", "aaa"), {}, { memory: here.read() ?? undefined });
  const above = (/** @type {import("../../static/js/picture/layout.js").Layout} */ { shapes }) => shapes.filter(({ kind }) => kind === "service").sort((a, b) => a.y - b.y).map(({ id }) => id);
  assert.deepEqual(above(second), ["web", "aaa"]);
  assert.deepEqual(above(reloaded), above(second));
});

test("another workspace, another world and what nobody wrote here have no places", () => {
  here.write(layout(services("web"), {}).memory);
  assert.ok(here.read());
  assert.equal(places(() => ({ workspace: "other", world: 1 })).read(), null);
  assert.equal(places(() => ({ workspace: "w", world: 2 })).read(), null);
  for (const text of ["", "{", "3", "null", '{"workspace": "w", "world": 1}']) {
    held.set("places", text);
    assert.equal(here.read(), null, text);
  }
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { initial, reduce } from "../../static/js/state.js";
import { stopWords } from "../../static/js/time/moments.js";
import { isWanted, seen } from "../../static/js/time/past.js";

/** @param {string} name */
const fixture = (name) => JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
const snapshot = { account: [], ...fixture("snapshot") };
const delta = fixture("delta");

const stop = { world: snapshot.world, sequence: 1, revision: 90, time: 10, type: "apply", title: "Service/web created" };
const past = { type: "past", world: stop.world, sequence: 1, revision: 90, time: 10, applied: [], events: [], tables: {},
  scene: { nodes: [{ id: "dns", kind: "dns", label: "DNS" }], edges: [] }, asked: { type: "past" } };

/** @param {any[]} messages */
const after = (...messages) => messages.reduce(reduce, initial());

test("now is seen as it is", () => {
  const state = after(snapshot);
  assert.equal(seen(state), state);
});

test("the past is drawn in place of the present, which goes on behind it", () => {
  const looking = after(snapshot, { type: "look", stop }, past, delta);
  const shown = seen(looking);
  assert.deepEqual(Object.keys(shown.nodes), ["dns"]);
  assert.deepEqual([shown.time, shown.revision, shown.rows], [10, 90, {}]);
  assert.equal(looking.sequence, delta.to);
  assert.equal(looking.nodes["service:default/web"].label, "web");
});

test("back to now shows what has happened in between", () => {
  const state = after(snapshot, { type: "look", stop }, past, delta, { type: "look", stop: null });
  assert.equal(seen(state), state);
  assert.deepEqual(state.nodes, after(snapshot, delta).nodes);
});

test("an answer to an earlier look is not shown", () => {
  const other = { ...stop, revision: 95 };
  const state = after(snapshot, { type: "look", stop }, { type: "look", stop: other }, past);
  assert.equal(state.past, null);
  assert.ok(isWanted(state));
  assert.equal(after(snapshot, past).past, null);
});

test("one question waits at a time", () => {
  const state = after(snapshot, { type: "look", stop }, { type: "sent", of: "past" });
  assert.ok(!isWanted(state));
  assert.ok(!isWanted(reduce(reduce(state, { type: "answered", of: "past" }), past)));
});

test("whoever does something sees what happens now; who asks stays where he looks", () => {
  const looking = after(snapshot, { type: "look", stop }, past);
  assert.equal(reduce(looking, { type: "sent", of: "rules" }).past, looking.past);
  for (const of of ["apply", "undo", "terminal", "trace", "check"]) {
    const state = reduce(looking, { type: "sent", of });
    assert.deepEqual([state.past, state.at], [null, null]);
  }
});

test("a moment that cannot be shown leads back to now and says why", () => {
  const state = after(snapshot, { type: "look", stop }, { type: "error", message: "too long ago", asked: { type: "past" } });
  assert.equal(state.at, null);
  assert.equal(state.notice?.text, "too long ago");
});

test("stops of deltas follow those of the timeline, in whatever order the two come", () => {
  const more = { ...stop, sequence: delta.to, revision: 120 };
  const told = { ...delta, stops: [more] };
  assert.deepEqual(after(snapshot, { type: "timeline", stops: [stop] }, told).stops, [stop, more]);
  assert.deepEqual(after(snapshot, told, { type: "timeline", stops: [stop] }).stops, [stop, more]);
  assert.deepEqual(after(snapshot, told, { type: "timeline", stops: [stop, more] }).stops, [stop, more]);
});

test("every stop has words", () => {
  assert.equal(stopWords(stop), "Service/web created");
  assert.equal(stopWords({ ...stop, type: "start", title: "" }), "The start");
  assert.equal(stopWords({ ...stop, type: "", code: "endpoints", params: { kind: "EndpointSlice", name: "web-x", n: 1 } }), "EndpointSlice web-x: 1 ready endpoint");
});

test("checkpoints come with a snapshot and with deltas that change them", () => {
  const kept = [{ name: "works", world: 1, sequence: 1, revision: 90, time: 10 }];
  assert.deepEqual(after({ ...snapshot, checkpoints: kept }, delta).checkpoints, kept);
  assert.deepEqual(after(snapshot, { ...delta, checkpoints: kept }).checkpoints, kept);
});

test("naming a moment leaves the learner where he looks, going back does not", () => {
  const looking = after(snapshot, { type: "look", stop }, past);
  assert.equal(reduce(looking, { type: "sent", of: "checkpoint" }).past, looking.past);
  assert.equal(reduce(looking, { type: "sent", of: "restore" }).past, null);
});

test("a snapshot tells no stops, so that they are asked for again", () => {
  const known = after(snapshot, { type: "timeline", stops: [stop] });
  assert.equal(known.stopsKnown, true);
  assert.equal(reduce(known, { ...snapshot, world: snapshot.world + 1 }).stopsKnown, false);
});

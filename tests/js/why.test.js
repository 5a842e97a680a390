import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fitting } from "../../static/js/choices.js";
import { initial, reduce, steps } from "../../static/js/state.js";
import { aligned } from "../../static/js/trace/aligned.js";
import { askedAs, askers, asking } from "../../static/js/trace/asking.js";
import { tokenRows } from "../../static/js/trace/packet.js";
import { PACES, dwell } from "../../static/js/trace/player.js";
import { ending, walked } from "../../static/js/trace/reduce.js";
import { shown } from "../../static/js/trace/shown.js";

/** @param {string} name */
const fixture = (name) => JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
const snapshot = fixture("snapshot");
const delta = fixture("delta");
const trace = fixture("trace-delivered");
const refused = fixture("trace-refused");
const nameless = fixture("trace-no-such-name");

/** @param {any[]} messages */
const after = (...messages) => messages.reduce(reduce, initial());

test("a new trace plays; whoever steps by hand stops it, the player itself does not", () => {
  assert.equal(after(snapshot, trace).playing, true);
  assert.equal(after(snapshot, trace, { type: "cursor", cursor: 1, played: true }).playing, true);
  assert.equal(after(snapshot, trace, { type: "cursor", cursor: 1 }).playing, false);
});

test("play at the end begins again", () => {
  const end = after(snapshot, trace, { type: "cursor", cursor: 999 });
  assert.equal(end.cursor, steps(trace).length - 1);
  assert.deepEqual([reduce(end, { type: "play", playing: true }).cursor, reduce(end, { type: "play", playing: true }).playing], [0, true]);
});

test("a rewritten address and the end of a way get more time than an ordinary step", () => {
  const step = (/** @type {string} */ code, stop = "") => ({ code, sentence: "", stop });
  assert.equal(dwell(step("send"), "normal"), PACES.normal);
  assert.ok(dwell(step("dnat"), "normal") > PACES.normal);
  assert.ok(dwell(step("masquerade"), "fast") > PACES.fast);
  assert.ok(dwell(step("no-endpoints", "rejected"), "slow") > PACES.slow);
});

test("another way of the choice is walked from where it parts, with its own end; the questions stay", () => {
  const before = after(snapshot, trace);
  const taken = walked(trace);
  const other = trace.branches.findIndex((/** @type {any} */ branch) => !branch.taken);
  const state = reduce(before, { type: "branch", index: other });
  assert.ok(state.trace);
  assert.equal(walked(state.trace), other);
  assert.deepEqual(state.trace.hops[0], trace.hops[0]);
  assert.deepEqual(state.trace.hops.slice(-trace.branches[other].hops.length), trace.branches[other].hops);
  assert.ok(state.cursor > 0);
  const [one, two] = [steps(trace), steps(state.trace)];
  assert.deepEqual(two.slice(0, state.cursor).map(({ step }) => step.sentence), one.slice(0, state.cursor).map(({ step }) => step.sentence));
  assert.deepEqual(reduce(state, { type: "branch", index: taken }).trace?.hops, trace.hops);
});

test("the way that was taken ends as the trace does, another as its branch says", () => {
  assert.equal(ending(trace), trace);
  const other = { ...trace, walked: trace.branches.findIndex((/** @type {any} */ branch) => !branch.taken) };
  other.branches = trace.branches.map((/** @type {any} */ branch) => ({ ...branch, disposition: "REFUSED", sentence: "Refused." }));
  assert.deepEqual(ending(other), { disposition: "REFUSED", sentence: "Refused." });
});

test("earlier traces are kept, the latest first, and one of them can come back", () => {
  const state = after(snapshot, trace, refused);
  assert.deepEqual(state.earlier.map((one) => one.id), ["trace-delivered"]);
  const back = reduce(state, { type: "recall", index: 0 });
  assert.equal(back.trace?.id, "trace-delivered");
  assert.deepEqual(back.earlier.map((one) => one.id), ["trace-refused"]);
  assert.equal(after(snapshot, ...Array.from({ length: 20 }, () => trace)).earlier.length, 8);
});

test("what was asked before a change is about the past, also when it is shown again", () => {
  const state = after(snapshot, trace, refused, delta);
  assert.equal(state.outdated, true);
  const back = reduce(state, { type: "recall", index: 0 });
  assert.equal(back.outdated, true);
});

test("another cluster forgets what was asked, but not the reader's pace", () => {
  const state = after(snapshot, { type: "pace", pace: "slow" }, trace, refused, { ...snapshot, world: snapshot.world + 1 });
  assert.deepEqual([state.trace, state.earlier.length, state.pace], [null, 0, "slow"]);
});

test("two traces stand side by side: what both did in one row, then what the one did beside what the other did instead", () => {
  const pairs = aligned(trace, nameless);
  assert.deepEqual(pairs.flatMap((pair) => pair.left ?? []).map((line) => line.sentence), steps(trace).map(({ step }) => step.sentence));
  assert.deepEqual(pairs.flatMap((pair) => pair.right ?? []).map((line) => line.sentence), steps(nameless).map(({ step }) => step.sentence));
  const parting = pairs.findIndex((pair) => !pair.kin);
  assert.ok(parting > 0 && pairs.slice(0, parting).every((pair) => pair.left && pair.right));
  assert.match(`${pairs[parting].left?.sentence} | ${pairs[parting].right?.sentence}`, /^web\.default\.\S+ has A .* \| wbe\.default\.\S+ does not exist/);
  assert.ok(aligned(trace, trace).every((pair) => pair.same));
});

test("the picture marks where a packet is refused, from the moment at which it is, also while the refusal goes back", () => {
  const state = after(snapshot, refused);
  const all = steps(refused);
  const at = all.findIndex(({ step }) => step.stop);
  const [before, then, back] = [at - 1, at, at + 1].map((cursor) => shown(reduce(state, { type: "cursor", cursor })));
  assert.deepEqual([before?.good, before?.stop, before?.stopped], [false, all[at].hop, false]);
  assert.deepEqual([then?.stopped, then?.rows.at(-1)], [true, { text: "refused: nothing listens on 8080", kind: "stop" }]);
  assert.deepEqual([back?.stopped, back?.rows.at(-1)?.kind], [true, "stop"]);
});

test("a real trace's token: asked, answered, sent, rewritten, received, answered back", () => {
  const kinds = steps(trace).map((_, cursor) => tokenRows(steps(trace).slice(0, cursor + 1).map(({ step }) => step)).map((row) => row.kind).join(" "));
  assert.deepEqual(kinds.filter((kind, index) => kind !== kinds[index - 1]), ["", "plain", "plain plain", "plain was now", "plain plain", "was now plain", "plain plain"]);
});

test("a name that does not exist ends with the last question, not with the first", () => {
  const stops = steps(nameless).filter(({ step }) => step.stop);
  assert.deepEqual(stops.map(({ step }) => step.code), ["dns.gave_up"]);
});

test("a target is taken apart into how and for what, and asked in another way", () => {
  assert.deepEqual(asking("web"), { as: "http", rest: "web" });
  assert.deepEqual(asking("tcp://db:5432"), { as: "tcp", rest: "db:5432" });
  assert.deepEqual(asking("dns:web?type=srv"), { as: "dns:SRV", rest: "web" });
  assert.deepEqual(asking("dns:web"), { as: "dns:A", rest: "web" });
  assert.equal(askedAs("http://web:8080/login", "dns:AAAA"), "dns:web?type=AAAA");
  assert.equal(askedAs("dns:web?type=SRV", "http"), "http://web");
  assert.equal(askedAs("http://web:8080/login", "tcp"), "tcp://web:8080");
  assert.equal(askedAs("web", "udp"), "udp://web:80");
  assert.equal(askedAs("http://[fd00::7]:80/", "ping"), "ping://[fd00::7]");
  assert.equal(askedAs("http://lb/web@shop:80/", "tcp"), "tcp://lb/web@shop:80");
});

test("who may ask is found by name, namespace, node or address", () => {
  const nodes = { "pod:shop/web": { id: "pod:shop/web", kind: "pod", label: "web", node: "node-2", address: "10.244.2.7" } };
  const choices = askers(["pod/web@shop", "node/node-2", "outside"], nodes);
  assert.deepEqual(choices[0], { value: "pod/web@shop", label: "web", detail: "shop, node-2, 10.244.2.7", group: "Pods" });
  assert.deepEqual(fitting(choices, "10.244.2").shown.map(({ value }) => value), ["pod/web@shop"]);
  assert.deepEqual(fitting(choices, "shop web").shown.length, 1);
  const many = Array.from({ length: 100 }, (_, index) => ({ value: `pod/web-${index}` }));
  assert.deepEqual([fitting(many, "").shown.length, fitting(many, "").more], [60, 40]);
});

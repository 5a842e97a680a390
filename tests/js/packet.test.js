import assert from "node:assert/strict";
import { test } from "node:test";
import { packet, tokenRows } from "../../static/js/trace/packet.js";

/** @param {string} code @param {Record<string, any>} params */
const step = (code, params = {}) => ({ code, sentence: "", params });
const sent = step("send", { source: "203.0.113.50", destination: "192.168.1.2", port: 30080 });
const dnat = step("dnat", { endpoint: "10.244.2.3:80" });
const masquerade = step("masquerade", { source: "192.168.1.2" });
const back = step("reply.translated", { from: "10.244.2.3:80", to: "192.168.1.2:30080" });

test("before anything is sent there is no packet", () => {
  assert.equal(packet([step("dns.search")]), null);
});

test("DNAT changes the destination, a masquerade the source", () => {
  assert.equal(packet([sent])?.destination, "192.168.1.2:30080");
  assert.deepEqual(packet([sent, dnat]), { source: "203.0.113.50", destination: "10.244.2.3:80", reply: false, changed: "destination", before: "192.168.1.2:30080" });
  assert.deepEqual(packet([sent, dnat, masquerade]), { source: "192.168.1.2", destination: "10.244.2.3:80", reply: false, changed: "source", before: "203.0.113.50" });
});

test("a step that does not touch the packet leaves nothing marked as changed", () => {
  assert.equal(packet([sent, dnat, step("route.node")])?.changed, "");
});

/** @param {any[]} steps */
const rows = (...steps) => tokenRows(steps).map(({ text, kind }) => (kind === "plain" ? text : `${kind}: ${text}`));

test("the token says what is asked of DNS, then what came back", () => {
  assert.deepEqual(rows(step("dns.question", { name: "web.default.svc.cluster.local." })), ["web.default.svc ?"]);
  assert.deepEqual(rows(step("dns.answer", { name: "web.", data: ["10.96.0.7"] })), ["web", "= 10.96.0.7"]);
  assert.deepEqual(rows(step("dns.search")), []);
});

test("the token carries source, destination and port, and shows what is rewritten", () => {
  assert.deepEqual(rows(sent), ["203.0.113.50", "→ 192.168.1.2:30080"]);
  assert.deepEqual(rows(sent, dnat), ["203.0.113.50", "was: → 192.168.1.2:30080", "now: → 10.244.2.3:80"]);
  assert.deepEqual(rows(sent, dnat, masquerade), ["was: 203.0.113.50", "now: 192.168.1.2", "→ 10.244.2.3:80"]);
});

test("the reply goes the other way, and its source is written back", () => {
  const listen = step("listen", { source: "192.168.1.2", destination: "10.244.2.3", port: 80 });
  assert.deepEqual(rows(sent, dnat, masquerade, listen, back), ["was: 10.244.2.3:80", "now: 192.168.1.2:30080", "→ 192.168.1.2"]);
  assert.deepEqual(rows(sent, listen, step("reply.direct")), ["10.244.2.3:80", "→ 192.168.1.2"]);
});

test("a packet that is refused carries the reason from there on, a name that is asked again does not", () => {
  const refused = { ...step("listen.none", { source: "10.244.1.2", destination: "10.244.2.3", port: 8080 }), stop: "refused: nothing listens on 8080" };
  assert.deepEqual(rows(sent, dnat, refused).at(-1), "stop: refused: nothing listens on 8080");
  assert.deepEqual(rows(sent, dnat, refused, step("reply")).at(-1), "stop: refused: nothing listens on 8080");
  assert.deepEqual(rows({ ...step("dns.gave_up"), stop: "no name has an answer" }), ["stop: no name has an answer"]);
});

test("an IPv6 address stands in brackets before its port", () => {
  assert.equal(packet([step("send", { source: "fd00::1", destination: "fd00::7", port: 80 })])?.destination, "[fd00::7]:80");
});

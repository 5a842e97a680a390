import assert from "node:assert/strict";
import { test } from "node:test";
import { packet, tokenWords } from "../../static/js/trace/packet.js";

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

test("the token says what matters at each step", () => {
  assert.equal(tokenWords([step("dns.question", { name: "web.default.svc.cluster.local." })]), "web.default.svc?");
  assert.equal(tokenWords([step("dns.answer", { name: "web.", data: ["10.96.0.7"] })]), "10.96.0.7");
  assert.equal(tokenWords([sent]), "192.168.1.2:30080");
  assert.equal(tokenWords([sent, dnat]), "10.244.2.3:80");
  assert.equal(tokenWords([sent, dnat, masquerade]), "from 192.168.1.2");
  assert.equal(tokenWords([sent, dnat, masquerade, back]), "from 192.168.1.2:30080");
});

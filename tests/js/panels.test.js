import assert from "node:assert/strict";
import { test } from "node:test";
import { dig } from "../../static/js/panels/dig.js";
import { chunks, hits, told } from "../../static/js/panels/rule-lines.js";

/** @param {string} chain @param {string} text @param {Record<string, any>} [more] @returns {any} */
const rule = (chain, text, more = {}) => ({ table: "nat", chain, text: `-A ${chain} ${text}`, origin: null, service: null, new: false, ...more });
/** @param {string} chain @param {Record<string, any>} [more] @returns {any} */
const head = (chain, more = {}) => ({ table: "nat", chain, text: `:${chain} -`, origin: null, service: null, new: false, ...more });
/** @param {any[]} lines @param {any[]} [gone] */
const rules = (lines, gone = []) => ({ node: "node-1", mode: "iptables", service: "", services: [], since: "Service/web configured", count: lines.length, lines, gone });

test("what is gone stands where it stood: before its own chain, or before the next one", () => {
  const all = told(rules([head("A"), head("C"), rule("A", "1"), rule("C", "1", { new: true })], [rule("A", "0"), head("B"), rule("B", "1")]), { changed: false });
  assert.deepEqual(all.map((line) => `${line.change ?? ""} ${line.text}`.trim()), [":A -", "gone :B -", ":C -", "gone -A A 0", "-A A 1", "gone -A B 1", "new -A C 1"]);
});

test("only what changed is shown where that is wanted", () => {
  const all = told(rules([head("A"), rule("A", "1", { new: true })], [rule("A", "0")]), { changed: true });
  assert.deepEqual(all.map((line) => line.change), ["gone", "new"]);
  assert.deepEqual(told(null, { changed: true }), []);
});

test("the rules that a trace hit are known by their text", () => {
  const found = hits([{ step: { code: "dnat", sentence: "", rule: " -A X -j DNAT " } }, { step: { code: "reply", sentence: "", rule: "" } }]);
  assert.deepEqual([...found], ["-A X -j DNAT"]);
});

test("many lines are laid out in parts, none is lost", () => {
  const lines = Array.from({ length: 145 }, (_, index) => rule("A", String(index)));
  assert.deepEqual(chunks(lines).map((part) => part.length), [60, 60, 25]);
});

test("an answer is printed with its sections, as dig does it", () => {
  const text = dig({ name: "nosuch.default.svc.cluster.local.", type: "A", rcode: "NXDOMAIN", authoritative: true, answers: [], authority: ["cluster.local. 30 IN SOA ns.dns.cluster.local."], additional: [] });
  assert.equal(text, ";; status: NXDOMAIN; flags: qr aa rd; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 0\n\n;; QUESTION SECTION:\n;nosuch.default.svc.cluster.local. IN A\n\n;; AUTHORITY SECTION:\ncluster.local. 30 IN SOA ns.dns.cluster.local.");
});

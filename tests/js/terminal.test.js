import assert from "node:assert/strict";
import { test } from "node:test";
import { common, completed } from "../../static/js/terminal/completing.js";
import { Follower } from "../../static/js/terminal/following.js";
import { History, parsed } from "../../static/js/terminal/history.js";
import { meant } from "../../static/js/terminal/keys.js";
import { finder, linked } from "../../static/js/terminal/links.js";
import { found } from "../../static/js/terminal/searching.js";
import { add, printed, readsFiles } from "../../static/js/terminal/transcript.js";

/** @type {Record<string, any>} */
const NODES = Object.fromEntries([
  { id: "pod:default/web-1", kind: "pod", label: "web-1", address: "10.244.1.3" },
  { id: "pod:default/web", kind: "pod", label: "web" },
  { id: "service:default/web", kind: "service", label: "web", cluster_ip: "10.96.0.12" },
  { id: "service:default/shop", kind: "service", label: "shop", cluster_ip: "10.96.0.13" },
  { id: "node:node-1", kind: "node", label: "node-1", address: "192.168.1.2" },
  { id: "proxy:node-1", kind: "proxy", label: "node-1" },
].map((node) => [node.id, node]));

/** @param {string} text @param {string} [line] */
const links = (text, line = "") => linked(text, finder(NODES, line)).filter((part) => part.place).map((part) => `${part.text} ${part.place}`);

test("names and addresses lead to their shapes", () => {
  assert.deepEqual(links("web-1   1/1   10.244.1.3   node-1"), ["web-1 pod:default/web-1", "10.244.1.3 pod:default/web-1", "node-1 node:node-1"]);
  assert.deepEqual(links("Address: 10.96.0.12:80"), ["10.96.0.12:80 service:default/web"]);
});

test("a kind before the name, or in the command, says which of two is meant", () => {
  assert.deepEqual(links("web   ClusterIP"), []);
  assert.deepEqual(links("web   ClusterIP", "kubectl get svc"), ["web service:default/web"]);
  assert.deepEqual(links("service/web created"), ["service/web service:default/web"]);
  assert.deepEqual(links("pod/web condition met"), ["pod/web pod:default/web"]);
});

test("a name that is a plain word counts where names stand", () => {
  assert.deepEqual(links("shop   ClusterIP"), ["shop service:default/shop"]);
  assert.deepEqual(links('service "shop" deleted'), ["shop service:default/shop"]);
  assert.deepEqual(links("Welcome to the shop"), []);
});

test("the parts of a text are the text", () => {
  const text = "\n  pod/web-1 on node-1, http://10.96.0.12:80/ <b>web</b>\n";
  assert.equal(linked(text, finder(NODES, "")).map((part) => part.text).join(""), text);
});

test("the arrow keys walk through what was typed, and back to what is being typed", () => {
  const history = new History(["one", "two"]);
  assert.equal(history.previous("thr"), "two");
  assert.equal(history.previous("two"), "one");
  assert.equal(history.previous("one"), null);
  assert.equal(history.next(), "two");
  assert.equal(history.next(), "thr");
  assert.equal(history.next(), null);
});

test("the history keeps each line once in a row, and tells who keeps it", () => {
  /** @type {string[]} */
  let kept = [];
  const history = new History([], (lines) => { kept = lines; });
  for (const line of ["ls", "ls", "  ", "pwd"]) history.add(line);
  assert.deepEqual(kept, ["ls", "pwd"]);
  assert.equal(String(history), "    1  ls\n    2  pwd");
  assert.deepEqual(parsed("{broken"), []);
  assert.deepEqual(parsed('["a", 3]'), ["a"]);
});

test("one candidate is put in with a blank, several up to where they differ", () => {
  assert.equal(common(["pods", "po", "pod"]), "po");
  assert.deepEqual(completed({ text: "kubectl g", cursor: 9 }, { start: 8, candidates: ["get"] }), { text: "kubectl get ", cursor: 12, choices: [] });
  assert.deepEqual(completed({ text: "cat a", cursor: 5 }, { start: 4, candidates: ["a-1", "a-2"] }), { text: "cat a-", cursor: 6, choices: ["a-1", "a-2"] });
  assert.equal(completed({ text: "kubectl get po | wc", cursor: 14 }, { start: 12, candidates: ["pods"] }).text, "kubectl get pods | wc");
  assert.equal(completed({ text: "cd /e", cursor: 5 }, { start: 3, candidates: ["/etc/"] }).text, "cd /etc/");
  assert.deepEqual(completed({ text: "x", cursor: 1 }, { start: 0, candidates: [] }), { text: "x", cursor: 1, choices: [] });
});

test("keys mean what they mean in a terminal, and Escape lets Tab go", () => {
  const key = (/** @type {string} */ name, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, ...more });
  const line = { value: "kubectl", from: 7, to: 7, leaving: false };
  assert.equal(meant(key("Enter"), line), "run");
  assert.equal(meant(key("Enter", { shiftKey: true }), line), null);
  assert.equal(meant(key("Enter", { isComposing: true }), line), null);
  assert.equal(meant(key("Tab"), line), "complete");
  assert.equal(meant(key("Tab"), { ...line, leaving: true }), null);
  assert.equal(meant(key("Tab"), { ...line, value: "" }), null);
  assert.equal(meant(key("Tab", { shiftKey: true }), line), null);
  assert.equal(meant(key("d", { ctrlKey: true }), line), null);
  assert.equal(meant(key("d", { ctrlKey: true }), { ...line, value: "" }), "exit");
  assert.equal(meant(key("c", { ctrlKey: true }), line), "cancel");
  assert.equal(meant(key("c", { ctrlKey: true }), { ...line, from: 0 }), null);
  assert.equal(meant(key("ArrowUp"), { ...line, value: "a\nb", from: 3, to: 3 }), null);
  assert.equal(meant(key("ArrowUp"), { ...line, value: "a\nb", from: 1, to: 1 }), "previous");
});

test("what is printed keeps its order; a failure says its status", () => {
  const output = [{ stream: "out", text: "a\n" }, { stream: "err", text: "b\n" }];
  const entries = add([], printed(/** @type {any} */ ({ output, exit: 7 }), (text) => [{ text }]));
  assert.deepEqual(entries.map(({ id, kind, text }) => [id, kind, text]), [[1, "out", "a"], [2, "err", "b"], [3, "note", "exit status 7"]]);
});

test("only so much stays on the screen", () => {
  const many = add([], Array.from({ length: 400 }, () => ({ kind: /** @type {const} */ ("out"), text: "x" })));
  assert.equal(many.length, 300);
  assert.equal(add(many, [{ kind: "out", text: "y" }]).at(-1)?.id, 401);
});

test("the editor's files go along with lines that may read them", () => {
  for (const line of ["kubectl apply -f service.yaml", "kubectl apply -Rf .", "kubectl create --filename=x", "ls", "cat service.yaml", "grep app service.yaml"]) assert.ok(readsFiles(line, ["service.yaml"]), line);
  for (const line of ["kubectl get pods", "kubectl logs web-1", "curl -s http://web", "kubectl exec lsd -- date"]) assert.ok(!readsFiles(line, ["service.yaml"]), line);
});

const place = (/** @type {string} */ cursor) => ({ argv: ["get", "pods", "-w"], namespace: "default", cursor });
const told = (/** @type {string} */ text, /** @type {any} */ follow) => ({ output: [{ stream: /** @type {"out"} */ ("out"), text }], exit: 0, follow });

test("what is followed is asked for once at a time, and again if something happened meanwhile", () => {
  /** @type {string[]} */
  const asked = [];
  const follower = new Follower(({ cursor }) => asked.push(cursor));
  follower.look();
  assert.deepEqual(asked, []);
  follower.set(place("1"));
  follower.look();
  follower.look();
  assert.deepEqual(asked, ["1"]);
  assert.ok(follower.take(told("web", place("2"))));
  assert.deepEqual(asked, ["1", "2"]);
  follower.take(told("", place("2")));
  assert.deepEqual(asked, ["1", "2"]);
});

test("nothing is told after a stop, and a command that ends is not asked again", () => {
  /** @type {string[]} */
  const asked = [];
  const follower = new Follower(({ cursor }) => asked.push(cursor));
  follower.set(place("1"));
  follower.look();
  follower.set(null);
  assert.equal(follower.take(told("late", place("2"))), null);
  follower.set(place("3"));
  follower.look();
  follower.take(told("end", null));
  follower.look();
  assert.deepEqual([asked, follower.follows], [["1", "3"], false]);
});

test("a search finds the latest line first, then older ones, each once", () => {
  const lines = ["kubectl get pods", "ls", "kubectl get svc", "kubectl get pods"];
  const search = (/** @type {string} */ query, /** @type {number} */ skip) => found(lines, { query, skip });
  assert.deepEqual([search("get", 0), search("get", 1), search("get", 9)], ["kubectl get pods", "kubectl get svc", "kubectl get svc"]);
  assert.deepEqual([search("", 0), search("delete", 0)], [null, null]);
});

test("control R searches", () => {
  /** @type {any} */
  const key = { key: "r", ctrlKey: true, metaKey: false, altKey: false, shiftKey: false, isComposing: false };
  assert.equal(meant(key, { value: "x", from: 0, to: 1, leaving: false }), "search");
});

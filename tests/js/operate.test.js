/** What operators do, and what is told of it. */
import assert from "node:assert/strict";
import test from "node:test";
import { after, chapters, longer } from "../../static/js/operate/account.js";
import { deedsOf, subjects, workloadDeeds, workloadOf } from "../../static/js/operate/deeds.js";

/** @param {number} id @param {string|null} command @param {string} text */
const line = (id, command, text) => ({ id, time: id, command, text, object: null });

const pod = { id: "pod:shop/web-1", kind: "pod", label: "web-1", namespace: "shop", workload: "Deployment/web", images: ["nginx:1.29"] };
const node = { id: "node:node-1", kind: "node", label: "node-1", state: "ready" };
const WEB = { kind: "Deployment", namespace: "shop", name: "web" };
const ids = (/** @type {any[]} */ deeds) => deeds.map((deed) => deed.id);

test("the account is told by command, the latest first", () => {
  const found = chapters([line(1, null, "due"), line(2, "world", "Pod web deleted"), line(3, null, "made"), line(4, "apply", "Service/web created")]);
  assert.deepEqual(found.map(({ title, lines }) => [title, lines.map(({ text }) => text)]), [["Service/web created", []], ["Pod web deleted", ["made"]], [null, ["due"]]]);
});

test("as many lines are kept as the server keeps", () => {
  const many = Array.from({ length: 250 }, (_, id) => line(id, null, ""));
  assert.deepEqual(longer(many.slice(0, 190), many.slice(190)).map(({ id }) => id), many.slice(50).map(({ id }) => id));
  assert.equal(longer(many, undefined), many);
});

test("seconds after a command become minutes where they are many", () => {
  assert.deepEqual([0, 1.4, 119, 300].map(after), ["+0 s", "+1 s", "+119 s", "+5 min"]);
});

test("a deed offers what is not so yet", () => {
  assert.deepEqual(ids(deedsOf(pod)), ["unready", "crash", "crashing", "delete"]);
  assert.deepEqual(ids(deedsOf({ ...pod, held_unready: true, crashed: true })), ["ready", "crash", "mend", "delete"]);
  assert.deepEqual(ids(deedsOf(node)), ["cordon", "drain", "fail"]);
  assert.deepEqual(ids(deedsOf({ ...node, unschedulable: true, state: "failed" })), ["uncordon", "drain", "restore"]);
  const service = { id: "service:shop/web", kind: "service", label: "web", load_balancer: { taken: false } };
  assert.deepEqual(deedsOf(service)[0].action, { balancer: { service: "shop/web", taken: true } });
  assert.deepEqual(deedsOf({ ...service, load_balancer: null }), []);
});

test("what makes a pod is scaled, and rolled out where the lab leaves it to the learner", () => {
  assert.deepEqual(workloadOf(pod), WEB);
  assert.equal(workloadOf({ ...pod, workload: "" }), null);
  assert.equal(workloadOf({ ...pod, workload: "DaemonSet/agent" }), null);
  assert.deepEqual(ids(workloadDeeds(WEB, { mayChange: false })), ["up", "down", "scale"]);
  const image = workloadDeeds(WEB, { image: "nginx:1.29", mayChange: true })[3].ask;
  assert.equal(image?.value, "nginx:1.29");
  assert.deepEqual(image?.action("nginx:1.30"), { set_image: { ...WEB, image: "nginx:1.30" } });
});

test("the menu lists what there is by group, and nothing of the cluster's own", () => {
  const dns = { ...pod, id: "pod:kube-system/coredns", namespace: "kube-system", label: "coredns" };
  const rows = { "Deployment/shop/web": { id: "Deployment/shop/web", ...WEB, cells: [] } };
  /** @type {any} */
  const state = { nodes: { [pod.id]: pod, [node.id]: node, [dns.id]: dns }, rows, lab: { kinds: ["Service"] } };
  const groups = subjects(state);
  assert.deepEqual(groups.map((group) => group.subjects.map((each) => each.label)), [["web-1 in shop"], ["Deployment web in shop"], ["node-1"]]);
  assert.deepEqual(ids(groups[1].subjects[0].deeds()), ["up", "down", "scale"]);
  assert.deepEqual(ids(subjects({ ...state, lab: null })[1].subjects[0].deeds()), ["up", "down", "scale", "image", "rollback"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { names } from "../../static/js/editor/names.js";
import { fieldAt, fieldsAt, take } from "../../static/js/editor/schema.js";
import { byId, initial } from "../../static/js/state.js";

const pod = (name, labels, port) => ({ id: `pod:default/${name}`, kind: "pod", label: name, labels, declared: [{ name: port, port: 80 }] });
const state = {
  ...initial(),
  nodes: byId([pod("web-1", { app: "web", tier: "front" }, "http"), pod("web-2", { app: "web" }, "http"), pod("db", { app: "db" }, ""),
    { id: "service:default/web", kind: "service", label: "web", ports: [{ name: "https", port: 443 }] }]),
  rows: byId([{ id: "Service/default/web", kind: "Service", namespace: "default", name: "web", cells: [] }, { id: "Node//node-1", kind: "Node", namespace: "", name: "node-1", cells: [] }]),
};

test("labels are those that pods have, with how many have them", () => {
  assert.deepEqual(names(state, "labels"), [{ label: "app", detail: "3 pods" }, { label: "tier", detail: "1 pod" }]);
  assert.deepEqual(names(state, "labels", "app"), [{ label: "db", detail: "1 pod" }, { label: "web", detail: "2 pods" }]);
  assert.deepEqual(names(state, "labels", "none"), []);
});

test("ports and objects are known by name", () => {
  assert.deepEqual(names(state, "ports").map(({ label }) => label), ["http"]);
  assert.deepEqual(names(state, "service-ports").map(({ label }) => label), ["https"]);
  assert.deepEqual(names(state, "Service"), [{ label: "web", detail: "default" }]);
  assert.deepEqual(names(state, "Node").map(({ label }) => label), ["node-1"]);
});

test("fields are found through objects and lists, and not beyond", () => {
  take({
    kinds: { Service: { apiVersion: "v1", of: "S", page: "" }, Namespace: { apiVersion: "v1", of: "N", page: "" } },
    types: { S: { spec: { type: "object", of: "Spec" } }, N: { kind: { type: "string" } }, Spec: { ports: { type: "array", of: "Port" }, selector: { type: "map", refers: "labels" } }, Port: { port: { type: "integer" } } },
  });
  assert.equal(fieldAt("Service", ["spec", "ports", "-", "port"])?.type, "Port");
  assert.equal(fieldAt("Service", ["spec", "selector"])?.field.refers, "labels");
  assert.equal(fieldAt("Service", ["spec", "none"]), null);
  assert.deepEqual(Object.keys(fieldsAt("Service", ["spec", "ports", "-"])?.fields ?? {}), ["port"]);
  assert.equal(fieldsAt("Service", ["spec", "selector"]), null);
  assert.deepEqual(Object.keys(fieldsAt("", [])?.fields ?? {}), ["kind"], "a document that has no kind yet");
});

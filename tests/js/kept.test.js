import assert from "node:assert/strict";
import { test } from "node:test";
import { keptLines } from "../../static/js/editor/kept.js";

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    app: web
spec:
  selector:
    app: web
    tier: front
  ports:
  - name: http
    port: 80
  - name: admin
    port: 81
  type: ClusterIP
---
metadata: {name: other}
`;

test("the line of a field that a lab keeps is found, and nothing else of that name", () => {
  assert.deepEqual(keptLines(SERVICE, ["metadata.name"]), [4, 18]);
});

test("an object is kept with everything below it", () => {
  assert.deepEqual(keptLines(SERVICE, ["spec.selector"]), [8, 9, 10]);
});

test("an entry of a list is counted, with dashes at the indentation of its key", () => {
  assert.deepEqual(keptLines(SERVICE, ["spec.ports[1].port"]), [15]);
  assert.deepEqual(keptLines(SERVICE.replaceAll("\n  -", "\n    -").replaceAll("\n    port", "\n      port"), ["spec.ports[0]"]), [12, 13]);
});

test("what follows a list belongs to the object around it", () => {
  assert.deepEqual(keptLines(SERVICE, ["spec.type"]), [16]);
});

test("half-written text keeps nothing by mistake", () => {
  assert.deepEqual(keptLines("metadata:\n  na\n\n  - x\n: y", ["metadata.name"]), []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { t, tn } from "../../static/js/i18n.js";

test("parameters stand where they are named, and what is no parameter stays", () => {
  assert.equal(t("Take back: {title} {x}", { title: "Apply" }), "Take back: Apply {x}");
});

test("one and many", () => {
  assert.equal(tn(1, "{n} pod", "{n} pods"), "1 pod");
  assert.equal(tn(0, "{n} pod", "{n} pods"), "0 pods");
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { given, keysOf, type Inspected } from "../../src/settings/given";
import { expanded } from "../../src/settings/variables";

const SCHEMA = {
  $defs: { Table: { properties: { style: { type: "string" }, "max-width": { type: "integer" } } } },
  properties: {
    include: { type: "array" },
    severity: { type: "object", properties: { "invalid-status": { type: "string" } } },
    table: { $ref: "#/$defs/Table" },
  },
};

function settings(values: Record<string, Inspected>): Record<string, unknown> {
  return given(keysOf(SCHEMA), (key) => values[key]);
}

test("a table of the settings file is dotted keys, one of free keys is a setting", () => {
  assert.deepEqual(keysOf(SCHEMA), ["include", "severity", "table.style", "table.max-width"]);
});

test("only what is given is sent; the rest is null, so that it ends what was given before", () => {
  assert.deepEqual(settings({ "table.style": { globalValue: "compact" } }), {
    include: null,
    severity: null,
    table: { style: "compact", "max-width": null },
  });
});

test("the nearest place counts, and tables are merged", () => {
  const found = settings({
    include: { globalValue: ["a"], workspaceValue: [] },
    severity: { globalValue: { a: "off", b: "off" }, workspaceFolderValue: { b: "hint" } },
  });
  assert.deepEqual(found["include"], []);
  assert.deepEqual(found["severity"], { a: "off", b: "hint" });
});

test("a falsy value is a value", () => {
  assert.deepEqual(settings({ "table.max-width": { globalValue: 0 } })["table"], { style: null, "max-width": 0 });
});

test("variables", () => {
  const around = { folder: "/w", home: "/h", environment: { A: "$&" } };
  assert.equal(expanded("~/x", around), "/h/x");
  assert.equal(expanded("x~", around), "x~");
  assert.equal(expanded("${workspaceFolder}/${env:A}/${env:B}/${userHome}", around), "/w/$&///h");
  assert.equal(expanded("${other}", around), "${other}");
  assert.equal(expanded("${workspaceFolder}", { ...around, folder: undefined }), "${workspaceFolder}");
});

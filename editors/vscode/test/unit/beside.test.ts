import assert from "node:assert/strict";
import { test } from "node:test";

import { unsaid, type Said } from "../../src/beside";

function said(code: string, from: readonly [number, number], to: readonly [number, number], source = "backlog-ls"): Said {
  const [start, end] = [from, to].map(([line, character]) => ({ line, character }));
  assert.ok(start && end);
  return { code: { value: code }, source, range: { start, end } };
}

const anchor = said("broken-anchor", [3, 10], [3, 20]);

void test("what others say of the same place is not said again", () => {
  assert.deepEqual(unsaid([anchor], [said("MD051", [3, 2], [3, 30], "markdownlint")]), []);
  assert.deepEqual(unsaid([anchor], [said("link.no-such-header-in-file", [3, 12], [3, 20], "")]), []);
  assert.deepEqual(unsaid([anchor], [said("2", [3, 5], [3, 21], "Marksman")]), []);
  const row = said("ragged-table-row", [5, 30], [5, 31]);
  assert.deepEqual(unsaid([row, anchor], [said("MD056", [5, 0], [5, 31], "markdownlint")]), [anchor]);
});

void test("what they say elsewhere, or of something else, is another matter", () => {
  const others = [
    said("MD051", [3, 21], [3, 30], "markdownlint"),
    said("MD051", [2, 0], [3, 9], "markdownlint"),
    said("MD013", [3, 0], [3, 90], "markdownlint"),
    said("MD051", [3, 0], [3, 90], "another"),
  ];
  assert.deepEqual(unsaid([anchor], others), [anchor]);
  const status = said("invalid-status", [3, 10], [3, 20]);
  assert.deepEqual(unsaid([status], [said("MD051", [3, 0], [3, 90], "markdownlint")]), [status]);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { isLikelyBacklog } from "../../src/server/likely";
import { NEW_BACKLOG } from "../../src/template";

const nothing = (): string => "";

test("a name of a backlog suffices", () => {
  for (const name of ["BACKLOG.md", "/docs/product-roadmap.md", "TODO.md", "to-do.md", "sprint_12.md", "C:\\work\\Roadmap 2026.md"]) {
    assert.ok(isLikelyBacklog(name, nothing), name);
  }
});

test("other names need two kinds of evidence", () => {
  assert.ok(isLikelyBacklog("Untitled-1", () => NEW_BACKLOG));
  assert.ok(isLikelyBacklog("work.md", () => "**Status**: Done\n\n- [x] One\n"));
  assert.ok(!isLikelyBacklog("work.md", () => "- [x] One\n- [ ] Two\n"));
  assert.ok(!isLikelyBacklog("api.md", () => "| Code | Status |\n| --- | --- |\n"));
});

test("a plain README and its like are none, whatever is in them", () => {
  for (const name of ["README.md", "CHANGELOG.md", "mastodon.md", "antodo.md"]) {
    assert.ok(!isLikelyBacklog(name, () => (name === "README.md" ? NEW_BACKLOG : "# Harbour\n")), name);
  }
});

test("long lines do not take long", () => {
  const long = `| ${"a | ".repeat(40_000)}\n${" ".repeat(50_000)}\n`;
  const begun = Date.now();
  assert.ok(!isLikelyBacklog("long.md", () => long));
  assert.ok(Date.now() - begun < 1_000);
});

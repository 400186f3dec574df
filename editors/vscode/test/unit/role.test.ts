import assert from "node:assert/strict";
import { test } from "node:test";

import { describeRole, formatRole, type RoleAnswer } from "../../src/role";

const BACKLOG: RoleAnswer = {
  uri: "file:///BACKLOG.md",
  role: "backlog",
  reasons: ["its name is that of a backlog"],
  isReported: true,
};
const REFERENCE: RoleAnswer = {
  uri: "file:///guides/roadmap.md",
  role: "reference",
  reasons: ["it is in the folder `guides`"],
  isReported: false,
};

test("the role of a document is shown with the reason", () => {
  assert.equal(formatRole(describeRole(BACKLOG)), "Backlog: its name is that of a backlog");
  assert.equal(formatRole(describeRole(REFERENCE)), "Not checked (reference): it is in the folder `guides`");
});

test("several reasons are shown on one line, and none is possible", () => {
  const item: RoleAnswer = { ...BACKLOG, role: "work-item", reasons: ["the first", "the second"] };
  assert.equal(formatRole(describeRole(item)), "Work item: the first; the second");
  assert.equal(formatRole(describeRole({ ...BACKLOG, reasons: [] })), "Backlog");
});

test("finished work is checked, but less", () => {
  assert.equal(describeRole({ ...BACKLOG, role: "finished" }).title, "Finished (fewer checks)");
});

test("the hint names the setting, and a comment that changes the role", () => {
  assert.match(describeRole(BACKLOG).hint, /backlog-ls\.roles[^]*<!-- backlog-ls-role: reference -->/);
  assert.match(describeRole(REFERENCE).hint, /backlog-ls\.roles[^]*<!-- backlog-ls-role: backlog -->/);
});

test("long reasons are cut after a word where lines are not wrapped", () => {
  const reason = "too few signs of work in its path and content";
  const { brief, reasons } = describeRole({ ...REFERENCE, reasons: [reason] });
  assert.equal(reasons, reason);
  assert.equal(brief, "too few signs of work in its path…");
  assert.equal(describeRole(BACKLOG).brief, "its name is that of a backlog");
  assert.match(describeRole({ ...BACKLOG, reasons: ["x".repeat(100)] }).brief, /^x{53}…$/);
});

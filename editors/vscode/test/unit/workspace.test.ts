import assert from "node:assert/strict";
import { test } from "node:test";

import type { Grouping, Node } from "../../src/items/groups";
import type { Item } from "../../src/items/listing";
import { summary } from "../../src/items/summary";
import { groupedAll, inOrder, type Source } from "../../src/items/workspace";
import { BLOCKED, COUNTS, DOING, DONE, item, listing, TODO } from "./listings";

function source(title: string, folder: string, items: readonly Item[], role = "backlog"): Source {
  const uri = `file:///w/${folder}/${title}`;
  const known = items.map((each, number) => ({ identity: `${uri}#${number}`, item: { ...each, role } }));
  return { uri, title, folder, isPresent: title === "BACKLOG.md", listing: { ...listing(items), uri }, items: known };
}

const PRESENT = source("BACKLOG.md", "", [
  item("Tide", { line: 3, status: TODO, sections: ["Harbour", "Features"], milestone: "Spring" }),
  item("Buoys", { line: 4, status: DOING, sections: ["Harbour", "Features"], owner: "@mira" }),
]);
const OTHER = source("ROADMAP.md", "docs", [
  item("Pilots", { line: 3, status: TODO, sections: ["Roads", "Features"], milestone: "spring" }),
  item("Locks", { line: 9, status: BLOCKED, sections: ["Roads", "Later"] }),
]);
const OVER = source("OLD.md", "docs", [item("Pier", { status: DONE, sections: ["Old", "Features"] })], "finished");
const ALL = [PRESENT, OTHER, OVER];

function shown(grouping: Grouping, filter = "", isSingle = false, sources = ALL): unknown[] {
  return groupedAll(sources, grouping, filter, isSingle).map(outline);
}

function outline(node: Node): unknown {
  const text = node.description === "" ? node.label : `${node.label} (${node.description})`;
  return node.children.length > 0 ? [text, ...node.children.map(outline)] : text;
}

test("by section, below the documents, with their counts", () => {
  assert.deepEqual(shown("section"), [
    ["BACKLOG.md (2 open · 1 blocked)", ["Features (2)", "Tide (Todo)", "Buoys (In Progress · @mira)"]],
    ["ROADMAP.md (docs · 2 open · 1 blocked)", ["Features (1)", "Pilots (Todo)"], ["Later (1)", "Locks (Blocked)"]],
    ["OLD.md (docs · 2 open · 1 blocked)", ["Features (1)", "Pier (Done)"]],
  ]);
  assert.deepEqual(shown("section", "", true), [["Features (2)", "Tide (Todo)", "Buoys (In Progress · @mira)"]]);
});

test("by document, without sections", () => {
  assert.deepEqual(shown("document", "", true, [PRESENT]), [
    ["BACKLOG.md (2 open · 1 blocked)", "Tide (Todo)", "Buoys (In Progress · @mira)"],
  ]);
});

test("by value, the groups of all documents are one", () => {
  assert.deepEqual(shown("milestone"), [
    ["Spring (2)", "Tide (Todo · BACKLOG.md)", "Pilots (Todo · ROADMAP.md)"],
    ["No Milestone (3)", "Buoys (In Progress · @mira · BACKLOG.md)", "Locks (Blocked · ROADMAP.md)", "Pier (Done · OLD.md)"],
  ]);
  const labels = shown("status").map((each) => (each as string[])[0]);
  assert.deepEqual(labels, ["To Do (2)", "In Progress (1)", "Blocked (1)", "Done (1)"]);
});

test("a filter is about all documents, and opens those with hits", () => {
  const found = groupedAll(ALL, "section", "features", false);
  assert.deepEqual(found.map(({ label, open }) => [label, open]), [
    ["BACKLOG.md", true],
    ["ROADMAP.md", true],
    ["OLD.md", true],
  ]);
  assert.deepEqual(groupedAll(ALL, "section", "", false).map(({ open }) => open), [true, false, false]);
});

test("a file that is one task is shown as this task", () => {
  const task = source("7 - Dredge.md", "tasks", [
    item("Dredge", { kind: "document", status: DOING }),
    item("Hire a ship", { kind: "task", status: TODO, parent: { name: "Dredge", line: 1 } }),
  ], "work-item");
  assert.deepEqual(shown("section", "", false, [PRESENT, task])[1], ["Dredge (In Progress)", "Hire a ship (Todo)"]);
});

test("no two nodes have the same id", () => {
  const ids = (node: Node): string[] => [node.id, ...node.children.flatMap(ids)];
  for (const grouping of ["document", "section", "status", "milestone", "owner"] as const) {
    const all = groupedAll(ALL, grouping, "", false).flatMap(ids);
    assert.equal(new Set(all).size, all.length, grouping);
  }
});

test("living backlogs come first, in the order of their paths", () => {
  const item10 = source("10.md", "tasks", [item("A", { status: TODO })], "work-item");
  const item9 = source("9.md", "tasks", [item("B", { status: TODO })], "work-item");
  assert.deepEqual(
    inOrder([OVER, item10, OTHER, item9]).map(({ title }) => title),
    ["ROADMAP.md", "9.md", "10.md", "OLD.md"],
  );
});

test("where nothing is open, the counts say how much is done", () => {
  const done = { ...COUNTS, open: 0, blocked: 0, label: "2 of 2 done · 100 %" };
  assert.deepEqual([COUNTS, done, { ...done, label: "" }, undefined].map(summary), ["2 open · 1 blocked", done.label, "", ""]);
});

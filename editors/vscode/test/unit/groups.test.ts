import assert from "node:assert/strict";
import { test } from "node:test";

import { grouped, type Grouping, type Node } from "../../src/items/groups";
import type { Item, Listing } from "../../src/items/listing";
import { BLOCKED, DOING, DONE, HALF, item, listing, TODO } from "./listings";

const EPIC = item("Charts", {
  kind: "section",
  line: 5,
  status: DOING,
  sections: ["Harbour", "Features"],
  owner: "@mira",
  parts: HALF,
  counted: false,
});
const WITHIN = { sections: ["Harbour", "Features", "Charts"], parent: { name: "Charts", line: 6 } };
const ITEMS = [
  item("Harbour", { kind: "section", line: 0 }),
  item("Tide", { line: 3, status: TODO, sections: ["Harbour", "Features"], id: "F-1", milestone: "Spring 10" }),
  EPIC,
  item("Print `all`", { kind: "task", line: 7, status: { raw: " ", canonical: "todo" }, ...WITHIN, milestone: "Spring 9" }),
  item("Scan", { kind: "task", line: 8, status: { raw: "x", canonical: "done" }, ...WITHIN }),
  item("Pay", { line: 12, status: BLOCKED, sections: ["Harbour", "Crew"], owner: "@bo" }),
];

function shown(grouping: Grouping, filter = "", all: Listing = listing(ITEMS)): unknown[] {
  const known = all.items.map((each, number) => ({ identity: String(number), item: each }));
  return grouped(all, known, grouping, filter).map(outline);
}

function outline(node: Node): unknown {
  const text = node.description === "" ? node.label : `${node.label} (${node.description})`;
  return node.children.length > 0 ? [text, ...node.children.map(outline)] : text;
}

test("by section, epics hold their tasks, and the title of all is left out", () => {
  assert.deepEqual(shown("section"), [
    ["Features (3)", "Tide (F-1 · Todo)", ["Charts (In Progress · 1 of 2 done · 50 % · @mira)", "Print all (To Do)", "Scan (Done)"]],
    ["Crew (1)", "Pay (Blocked · @bo)"],
  ]);
});

test("by status, in the order in which they are declared", () => {
  const statuses = [DONE, DOING, TODO].map(({ raw, canonical }) => ({ spelling: raw, meaning: "", canonical }));
  assert.deepEqual(shown("status", "", listing(ITEMS, statuses)), [
    ["Done (1)", "Scan"],
    ["In Progress", "Charts (1 of 2 done · 50 % · @mira)"],
    ["Todo (2)", "Tide (F-1)", "Print all"],
    ["Blocked (1)", "Pay (@bo)"],
  ]);
});

test("by milestone, in the order of numbers, and those without at the end", () => {
  const labels = shown("milestone").map((each) => (Array.isArray(each) ? (each[0] as string) : each));
  assert.deepEqual(labels, ["Spring 9 (1)", "Spring 10 (1)", "No Milestone (2)"]);
});

test("by owner", () => {
  const labels = shown("owner").map((each) => (Array.isArray(each) ? (each[0] as string) : each));
  assert.deepEqual(labels, ["@bo (1)", "@mira", "No Owner (3)"]);
});

test("a filter is about all words, in any order, and keeps what holds a hit", () => {
  assert.deepEqual(shown("section", "PRINT char"), [
    ["Features (1)", ["Charts (In Progress · 1 of 2 done · 50 % · @mira)", "Print all (To Do)"]],
  ]);
  assert.deepEqual(shown("section", "no such"), []);
});

test("no two nodes have the same id, and an edit elsewhere changes none", () => {
  const ids = (items: readonly Item[]): string[] => {
    const known = items.map((each) => ({ identity: each.key, item: each }));
    const all = (node: Node): string[] => [node.id, ...node.children.flatMap(all)];
    return grouped(listing(items), known, "section", "").flatMap(all);
  };
  const before = ids(ITEMS);
  assert.equal(new Set(before).size, before.length);
  const after = ids([...ITEMS, item("More", { sections: ["Harbour", "Later"], status: TODO })]);
  assert.deepEqual(before.filter((id) => !after.includes(id)), []);
});

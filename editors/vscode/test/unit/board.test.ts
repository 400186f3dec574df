import assert from "node:assert/strict";
import { test } from "node:test";

import { boardOf } from "../../src/board/model";
import { page } from "../../src/board/page";
import type { Item, Listing } from "../../src/items/listing";
import { countsDetail, countsText } from "../../src/items/wording";
import { cardAt, GAP, heightOf, topsOf } from "../../src/webview/heights";
import { COUNTS, HALF, BLOCKED, DOING, DONE, item, listing, TODO } from "./listings";

function columns(all: Listing): Record<string, string[]> {
  const known = all.items.map((each, number) => ({ identity: String(number), item: each }));
  const board = boardOf("B.md", all, known);
  return Object.fromEntries(
    board.columns.map((column) => [
      column.title + (column.takes ? "" : " (takes none)"),
      column.cards.map((card) => card.name + (card.isPart ? " (part)" : "")),
    ]),
  );
}

test("without a legend, columns are named as the document spells them", () => {
  const backlog = { raw: "Backlog", canonical: "todo" } as const;
  assert.deepEqual(columns(listing([item("A", { status: backlog }), item("B", { status: DONE }), item("C")])), {
    Backlog: ["A"],
    "In Progress": [],
    Done: ["B"],
    "No Status (takes none)": ["C"],
  });
  const odd = item("D", { status: { raw: "Blokked", canonical: "unknown" } });
  assert.ok("Other (takes none)" in columns(listing([odd, item("C")])));
});

test("where sections are the columns there are no others, and cards do not say theirs twice", () => {
  const sections = ["Board", "Paused"];
  const paused = item("A", { kind: "card", status: { raw: "Paused", canonical: "deferred" }, sections });
  assert.deepEqual(columns(listing([paused])), { Paused: ["A"] });
  const board = boardOf("B.md", listing([paused]), [{ identity: "1", item: paused }]);
  assert.equal(board.columns[0]?.cards[0]?.section, "");
});

test("declared columns come first; what is spelled otherwise goes where it means the same", () => {
  const statuses = [
    { spelling: "Next", meaning: "", canonical: "todo" },
    { spelling: "Todo", meaning: "", canonical: "todo" },
    { spelling: "Done", meaning: "", canonical: "done" },
  ] as const;
  const items = [
    item("A", { status: { raw: "`todo`", canonical: "todo" } }),
    item("B", { status: { raw: " ", canonical: "todo" } }),
    item("C", { status: BLOCKED }),
    item("D", { status: DONE, struck: true }),
    item("E", { status: { raw: "Todo", canonical: "cancelled" }, struck: true }),
  ];
  assert.deepEqual(columns(listing(items, statuses)), { Next: ["B"], Todo: ["A"], Done: ["D"], Blocked: ["C"], Cancelled: ["E"] });
});

test("a task of an epic is a part, one of the whole document is none", () => {
  const document = item("Harbour", { kind: "section", status: DOING });
  const epic = item("Epic", { kind: "section", line: 3, status: TODO, sections: ["Harbour"] });
  const task = (name: string, parent: Item): Item =>
    item(name, {
      kind: "task",
      status: TODO,
      sections: ["Harbour"],
      parent: { name: parent.name, line: parent.range.start.line + 1 },
    });
  const all = listing([document, epic, task("In epic", epic), task("In document", document)]);
  assert.deepEqual(columns(all)["Todo"], ["Epic", "In epic (part)", "In document"]);
  assert.deepEqual(columns(all)["In Progress"], []);
});

test("the card nearest to a height is found as by looking at all", () => {
  const all = listing(
    Array.from({ length: 200 }, (_, number) =>
      item(`Item ${number}`, { status: TODO, owner: number % 3 ? "@bo" : null, parts: number % 5 ? null : HALF }),
    ),
  );
  const known = all.items.map((each, number) => ({ identity: String(number), item: each }));
  const cards = boardOf("B.md", all, known).columns[0]?.cards ?? [];
  assert.equal(cards.length, 200);
  const fits = (name: string): boolean => name.length < 7;
  const tops = topsOf(cards, fits);
  for (let y = -50; y < (tops.at(-1) ?? 0) + 50; y += 7) {
    const slow = cards.findIndex((card, number) => (tops[number] ?? 0) + heightOf(card, fits) + GAP > y);
    assert.equal(cardAt(tops, y), slow < 0 ? cards.length : slow, String(y));
  }
  assert.equal(cardAt(topsOf([], fits), 10), 0);
  const [card] = cards;
  assert.ok(card && heightOf(card, () => false) > heightOf(card, () => true));
});

test("the page loads nothing but its own, and runs nothing inline", () => {
  const html = page({ nonce: "abc", source: "https://own", script: "https://own/board.js", style: "https://own/board.css" });
  assert.match(html, /content="default-src 'none'; style-src https:\/\/own; script-src 'nonce-abc'"/);
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.doesNotMatch(html, /\son\w+=|\sstyle=|unsafe/);
});

test("the status bar and the board say what the server counted", () => {
  assert.equal(countsText(COUNTS), "2 open · 1 blocked");
  assert.equal(countsText({ ...COUNTS, blocked: 0 }), "2 open");
  assert.equal(countsDetail(COUNTS), "1 of 2 done · 50 %\n3 rows: 1 todo · 1 blocked · 1 done");
  const all = listing([item("Epic", { status: DOING, parts: HALF })]);
  const board = boardOf("B.md", all, [{ identity: "1", item: all.items[0] ?? item("") }]);
  assert.deepEqual([board.progress, board.explanation], [COUNTS.label, COUNTS.explanation]);
  const card = board.columns.flatMap(({ cards }) => cards)[0];
  assert.deepEqual([card?.percent, card?.progress], [50, "1 of 2 done · 50 %"]);
});

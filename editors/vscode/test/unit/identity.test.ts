import assert from "node:assert/strict";
import { test } from "node:test";

import { identified, type Known } from "../../src/items/identity";
import type { Item } from "../../src/items/listing";
import { item } from "./listings";

function reader(): (items: readonly Item[]) => string[] {
  let before: readonly Known[] = [];
  let made = 0;
  return (items) => {
    before = identified(before, items, () => String((made += 1)));
    return before.map(({ identity }) => identity);
  };
}

test("who keeps the key keeps the identity, whatever comes before", () => {
  const read = reader();
  const [a, b, c] = [item("A"), item("B"), item("C")];
  assert.deepEqual(read([a, b, c]), ["1", "2", "3"]);
  assert.deepEqual(read([item("New"), a, { ...b, name: "Other" }, c]), ["4", "1", "2", "3"]);
  assert.deepEqual(read([a, c]), ["1", "3"]);
});

test("an edited block is another one, but the same item", () => {
  const read = reader();
  const [a, b, c] = [item("A"), item("B"), item("C")];
  read([a, b, c]);
  assert.deepEqual(read([a, item("B renamed"), c]), ["1", "2", "3"]);
  // Two rows at once, of which one is gone: who has the name is who it was.
  assert.deepEqual(read([a, item("C")]), ["1", "3"]);
});

test("of rows that change places, and are others now, each is who has its name", () => {
  const read = reader();
  const [a, b, c] = [item("A"), item("B"), item("C")];
  read([a, b, c]);
  assert.deepEqual(read([item("B"), item("A"), c]), ["2", "1", "3"]);
});

test("items of one block are told apart by their order", () => {
  const read = reader();
  const key = "7";
  assert.deepEqual(read([item("A", { key }), item("A", { key }), item("B", { key })]), ["1", "2", "3"]);
  const next = "8";
  assert.deepEqual(read([item("A", { key: next }), item("A", { key: next }), item("B!", { key: next })]), ["1", "2", "3"]);
});

test("what moves far is known by its name, unless there are two", () => {
  const read = reader();
  const [a, b, c] = [item("A"), item("B"), item("C")];
  read([a, b, c]);
  assert.deepEqual(read([b, c, item("A")]), ["2", "3", "1"]);
});

test("identities are never given twice", () => {
  const read = reader();
  const some = ["A", "B", "A", "C"].map((name) => item(name));
  read(some);
  // Another reading of the whole: keys go on from the beginning.
  const ids = read([...some].reverse().concat(some));
  assert.equal(new Set(ids).size, ids.length);
});

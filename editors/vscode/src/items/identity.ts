/**
 * Matches items from one listing to the next. A key of the server is valid until its block is edited, but
 * trees and boards must keep selection, open nodes and focus while the user types.
 */

import type { Item } from "./listing";

export interface Known {
  /** Stays the same as long as the item can be recognized. */
  readonly identity: string;
  readonly item: Item;
}

/**
 * Assign the identities from `before` to `items`, and new ones to new items.
 *
 * Unchanged blocks are matched by their keys. Added and removed items between the same neighbours are
 * paired by name, then by order if their numbers are equal; the rest by name only.
 */
export function identified(
  before: readonly Known[],
  items: readonly Item[],
  fresh: () => string,
): Known[] {
  const pairs = new Map<number, Known>();
  const places = new Map(signatures(before.map(({ item }) => item)).map((each, at) => [each, at]));
  const gone: Known[] = [];
  const come: number[] = [];
  let last = -1;
  let opened = 0;
  const close = (until: number, next: number): void => {
    pairUp(before.slice(last + 1, until), range(opened, next), items, pairs, gone, come);
  };
  signatures(items).forEach((signature, number) => {
    const at = places.get(signature);
    // Keys increase along the document, so a decreasing one is from another parse.
    if (at === undefined || at <= last) return;
    close(at, number);
    const same = before[at];
    if (same) pairs.set(number, same);
    last = at;
    opened = number + 1;
  });
  close(before.length, items.length);
  const moved = new Map(gone.map((known) => [called(known.item), known]));
  for (const number of come) {
    const item = items[number];
    const same = item && moved.get(called(item));
    if (!item || !same) continue;
    pairs.set(number, same);
    moved.delete(called(item));
  }
  return items.map((item, number) => ({ identity: pairs.get(number)?.identity ?? fresh(), item }));
}

function pairUp(
  went: readonly Known[],
  came: readonly number[],
  items: readonly Item[],
  pairs: Map<number, Known>,
  gone: Known[],
  come: number[],
): void {
  const byName = new Map<string, Known[]>();
  for (const known of went) {
    const name = called(known.item);
    byName.set(name, [...(byName.get(name) ?? []), known]);
  }
  const paired = new Set<Known>();
  const open: number[] = [];
  for (const number of came) {
    const item = items[number];
    const same = item && byName.get(called(item))?.shift();
    if (!same) {
      open.push(number);
      continue;
    }
    pairs.set(number, same);
    paired.add(same);
  }
  const left = went.filter((known) => !paired.has(known));
  if (left.length !== open.length) {
    gone.push(...left);
    come.push(...open);
    return;
  }
  open.forEach((number, at) => {
    const same = left[at];
    if (same) pairs.set(number, same);
  });
}

/** The unique id of an item in a listing: the key, and its number in the block. */
function signatures(items: readonly Item[]): string[] {
  let key: string | undefined;
  let ordinal = 0;
  return items.map((item) => {
    ordinal = item.key === key ? ordinal + 1 : 0;
    key = item.key;
    return `${key}/${ordinal}`;
  });
}

function called(item: Item): string {
  return JSON.stringify([item.kind, item.id, item.name]);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from, 0) }, (_, index) => from + index);
}

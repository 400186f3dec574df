/** Listings for the tests, out of few words. */

import type { Item, Listing } from "../../src/items/listing";

let keys = 0;

export function item(name: string, more: Partial<Item> & { readonly line?: number } = {}): Item {
  const { line = 0, ...rest } = more;
  return {
    key: String((keys += 1)),
    kind: "row",
    name,
    id: null,
    status: { raw: null, canonical: "unknown" },
    struck: false,
    counted: true,
    sections: [],
    parent: null,
    dates: {},
    owner: null,
    priority: null,
    milestone: null,
    range: { start: { line, character: 2 }, end: { line, character: 2 + name.length } },
    parts: null,
    ...rest,
  };
}

export const TODO = { raw: "Todo", canonical: "todo" } as const;
export const DOING = { raw: "In Progress", canonical: "in_progress" } as const;
export const BLOCKED = { raw: "⛔", canonical: "blocked" } as const;
export const DONE = { raw: "Done", canonical: "done" } as const;

export const HALF = { done: 1, total: 2, percent: 50, label: "1 of 2 done · 50 %" } as const;
export const COUNTS = { ...HALF, open: 2, blocked: 1, explanation: "3 rows: 1 todo · 1 blocked · 1 done" } as const;

export function listing(items: readonly Item[], statuses: Listing["statuses"] = []): Listing {
  return { uri: "file:///B.md", version: 1, statuses, counts: COUNTS, items };
}

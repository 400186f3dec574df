/** Filters items by a typed text. */

import type { Item } from "./listing";
import { plain, statusText } from "./wording";

/** Return the searchable text of an item. */
export function searched(item: Item): string {
  const texts = [item.name, item.id, statusText(item), item.owner, item.milestone, item.priority];
  return folded([...texts, ...item.sections].map((text) => plain(text ?? "")).join("\n"));
}

/** Return a test for texts of `searched`: all words must occur, in any order. */
export function matcher(filter: string): (text: string) => boolean {
  const words = folded(filter).split(/\s+/).filter(Boolean);
  return (text) => words.every((word) => text.includes(word));
}

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
}

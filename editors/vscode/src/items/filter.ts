/** Which items a text that somebody types is about. */

import type { Item } from "./listing";
import { plain, statusText } from "./wording";

/** All of an item that can be searched. */
export function searched(item: Item): string {
  const texts = [item.name, item.id, statusText(item), item.owner, item.milestone, item.priority];
  return folded([...texts, ...item.sections].map((text) => plain(text ?? "")).join("\n"));
}

/** Return a test for texts out of `searched`: every word has to be in it, in any order. */
export function matcher(filter: string): (text: string) => boolean {
  const words = folded(filter).split(/\s+/).filter(Boolean);
  return (text) => words.every((word) => text.includes(word));
}

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
}

/** How high cards are, known without drawing them: that is what lets thousands scroll. */

import type { Card } from "../board/model";

/** Pixels; `board.css` has the same. */
const PADDING = 18;
const LINE = 18;
const BAR = 14;
export const GAP = 6;

/** Tells whether a name needs one line only, at the width that columns have now. */
export type Fits = (name: string) => boolean;

export function hasHead(card: Card): boolean {
  return card.ident !== "" || card.section !== "" || card.milestone !== "";
}

export function heightOf(card: Card, fits: Fits): number {
  const lines = (hasHead(card) ? 1 : 0) + (fits(card.name) ? 1 : 2) + (card.facts.length > 0 ? 1 : 0);
  return PADDING + lines * LINE + (card.percent !== undefined ? BAR : 0);
}

/** Return where each card begins, and at the end where the next one would. */
export function topsOf(cards: readonly Card[], fits: Fits): number[] {
  const tops = [GAP];
  let top = GAP;
  for (const card of cards) {
    top += heightOf(card, fits) + GAP;
    tops.push(top);
  }
  return tops;
}

/** Return the first card that ends after `y`, by `topsOf`; the number of cards if there is none. */
export function cardAt(tops: readonly number[], y: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle + 1] ?? Infinity) > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The counts of a document in a few words: what is open, or else how much is done. */

import type { DocumentCounts } from "./listing";
import { countsText } from "./wording";

/** Return the counts, as in `12 open · 3 blocked`, or `12 of 12 done · 100 %` where nothing is open. */
export function summary(counts: DocumentCounts | undefined): string {
  if (!counts) return "";
  return counts.open > 0 ? countsText(counts) : counts.label;
}

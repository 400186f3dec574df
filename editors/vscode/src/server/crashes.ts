/** How often a server may end by itself before somebody has to look. */

export const LIMIT = 4;
/** Milliseconds within which that many are too many. */
export const WINDOW = 180_000;

/** Return the crashes that still count at `now`, the new one included, by their times in ms. */
export function counted(before: readonly number[], now: number): readonly number[] {
  return [...before.filter((time) => now - time < WINDOW), now];
}

export function isTooMany(crashes: readonly number[]): boolean {
  return crashes.length > LIMIT;
}

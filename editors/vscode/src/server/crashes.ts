/** How often the server may crash before it is no longer restarted. */

export const LIMIT = 4;
/** The period in milliseconds in which that many crashes are too many. */
export const WINDOW = 180_000;

/** Return the times in ms of the crashes in the period before `now`, including the new one. */
export function counted(before: readonly number[], now: number): readonly number[] {
  return [...before.filter((time) => now - time < WINDOW), now];
}

export function isTooMany(crashes: readonly number[]): boolean {
  return crashes.length > LIMIT;
}

/** Statuses as the columns of a board and the groups of a tree. */

import { isInColumn, isWork, type Canonical, type DeclaredStatus, type Item, type Listing } from "./listing";
import { isDropped, plain, STATUS_NAMES, statusText } from "./wording";

export interface Column {
  readonly id: string;
  readonly title: string;
  readonly canonical: Canonical;
  /** The status to set for items moved here; undefined if that is not possible. */
  readonly status: string | undefined;
}

const ALWAYS: readonly Canonical[] = ["todo", "in_progress", "done"];
const LONGEST = 40;

/** Return the columns of a listing: the declared statuses in their order, then other used ones. */
export function columnsOf(listing: Listing): Column[] {
  const used = new Map<Canonical, Item[]>();
  for (const item of listing.items) {
    if (!isWork(item) || declaredFor(listing.statuses, item)) continue;
    const status = item.status.canonical;
    used.set(status, [...(used.get(status) ?? []), item]);
  }
  const declared = listing.statuses.map(
    ({ spelling, canonical }): Column => ({
      id: `declared:${spelling}`,
      title: plain(spelling),
      canonical,
      status: spelling,
    }),
  );
  // If sections are the columns, there are no others.
  const free = listing.statuses.length === 0 && !listing.items.every((item) => !isWork(item) || isInColumn(item));
  const others = (Object.keys(STATUS_NAMES) as Canonical[])
    .filter((canonical) => used.has(canonical) || (free && ALWAYS.includes(canonical)))
    .map((canonical): Column => ({
      id: `canonical:${canonical}`,
      title: titleOf(canonical, used.get(canonical) ?? []),
      canonical,
      status: canonical === "unknown" ? undefined : canonical,
    }));
  return [...declared, ...others];
}

/** Return the id of an item's column. */
export function columnOf(statuses: readonly DeclaredStatus[], item: Item): string {
  const declared = declaredFor(statuses, item);
  return declared ? `declared:${declared.spelling}` : `canonical:${item.status.canonical}`;
}

/** Return the declared status of an item: the same spelling, or else the first with the same meaning. */
function declaredFor(statuses: readonly DeclaredStatus[], item: Item): DeclaredStatus | undefined {
  const spelled = folded(item.status.raw ?? "");
  const meant = item.status.canonical;
  return (
    (isDropped(item) ? undefined : statuses.find(({ spelling }) => spelled !== "" && folded(spelling) === spelled)) ??
    statuses.find(({ canonical }) => meant !== "unknown" && canonical === meant)
  );
}

/** Show a status as written if all items spell it the same. */
function titleOf(canonical: Canonical, items: readonly Item[]): string {
  const first = items[0];
  if (!first) return STATUS_NAMES[canonical];
  if (canonical === "unknown") {
    return items.every(({ status }) => status.raw === null) ? STATUS_NAMES.unknown : "Other";
  }
  const text = statusText(first);
  const alone = items.every((item) => folded(statusText(item)) === folded(text));
  return alone && text.length <= LONGEST ? text : STATUS_NAMES[canonical];
}

function folded(spelling: string): string {
  return spelling.replace(/[`*_~\s]+/g, " ").trim().toLowerCase();
}

/** Labels of items, the same in the tree and on the board. */

import type { Canonical, DocumentCounts, Item } from "./listing";

export const STATUS_NAMES: Readonly<Record<Canonical, string>> = {
  todo: "To Do",
  in_progress: "In Progress",
  review: "Review",
  blocked: "Blocked",
  deferred: "Deferred",
  done: "Done",
  cancelled: "Cancelled",
  unknown: "No Status",
};

const MARK = /^.$/u;

/** Return the text of a name without its markup. */
export function plain(name: string): string {
  const shown = name
    .replace(/!?\[([^\][]*)\]\([^()]*\)/g, "$1")
    .replace(/(`+)(.+?)\1/g, "$2")
    .replace(/(\*\*|__|~~)(?=\S)(.+?)\1/g, "$2")
    .trim();
  return shown === "" ? name : shown;
}

/** Return the status as written, or its name if it is a mark, empty or struck. */
export function statusText(item: Item): string {
  const { raw, canonical } = item.status;
  if (raw === null || MARK.test(raw) || isDropped(item)) return STATUS_NAMES[canonical];
  return plain(raw);
}

/** Tell whether an item is struck through, and cancelled by that, whatever its status says. */
export function isDropped(item: Item): boolean {
  return item.struck && item.status.canonical === "cancelled";
}

export function progress(item: Item): string {
  return item.parts?.label ?? "";
}

/** Return the relevant date: the end of done items, or the due date of others. */
export function whenText(item: Item): string {
  const { due, finished, started, date } = item.dates;
  if (item.status.canonical === "done" && finished !== undefined) return `finished ${finished}`;
  if (due !== undefined) return `due ${due}`;
  if (finished !== undefined) return `finished ${finished}`;
  if (started !== undefined) return `started ${started}`;
  return date ?? "";
}

/** Return all facts about an item, one per line. */
export function told(item: Item): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ["Status", statusText(item)],
    ["Id", item.id],
    ["Owner", item.owner],
    ["Dates", whenText(item)],
    ["Milestone", item.milestone],
    ["Priority", item.priority],
    ["Parts", progress(item)],
    ["In", item.sections.at(-1) ?? null],
  ];
  const lines = facts.filter(([, value]) => value).map(([name, value]) => `${name}: ${plain(value ?? "")}`);
  return [plain(item.name), ...lines].join("\n");
}

/** Return the counts for the status bar, as in `12 open · 3 blocked`. */
export function countsText({ open, blocked }: DocumentCounts): string {
  return `${open} open${blocked > 0 ? ` · ${blocked} blocked` : ""}`;
}

/** Return what the counts are made of, and the progress. */
export function countsDetail({ label, explanation }: DocumentCounts): string {
  return [label, explanation].filter(Boolean).join("\n");
}

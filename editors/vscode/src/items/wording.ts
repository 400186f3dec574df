/** Labels of items, the same in the tree and on the board. */

import { isWork, standing, type Canonical, type Item } from "./listing";

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

const OPEN: readonly Canonical[] = ["todo", "in_progress", "review", "blocked"];
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
  const meant = standing(item);
  if (raw === null || MARK.test(raw) || meant !== canonical) return STATUS_NAMES[meant];
  return plain(raw);
}

export function progress(item: Item): string {
  return item.parts ? `${item.parts.done}/${item.parts.total}` : "";
}

/** Return the relevant date: the end of done items, or the due date of others. */
export function whenText(item: Item): string {
  const { due, finished, started, date } = item.dates;
  if (standing(item) === "done" && finished !== undefined) return `finished ${finished}`;
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
    ["Done", item.parts ? `${item.parts.done} of ${item.parts.total}` : null],
    ["In", item.sections.at(-1) ?? null],
  ];
  const lines = facts.filter(([, value]) => value).map(([name, value]) => `${name}: ${plain(value ?? "")}`);
  return [plain(item.name), ...lines].join("\n");
}

export interface Counts {
  /** As in `12 open · 3 blocked`. */
  readonly text: string;
  /** The number of items per status, one per line. */
  readonly detail: string;
}

/**
 * Count the items with a status. Deferred items are not open, but are listed. Sections are counted by
 * their content, like in the code lens above them.
 */
export function counted(items: readonly Item[]): Counts {
  const numbers = new Map<Canonical, number>();
  for (const item of items) {
    if (!isWork(item) || (item.kind === "section" && item.parts)) continue;
    const status = standing(item);
    numbers.set(status, (numbers.get(status) ?? 0) + 1);
  }
  const open = OPEN.reduce((sum, status) => sum + (numbers.get(status) ?? 0), 0);
  const blocked = numbers.get("blocked") ?? 0;
  const detail = (Object.keys(STATUS_NAMES) as Canonical[])
    .filter((status) => numbers.has(status))
    .map((status) => `${STATUS_NAMES[status]}: ${numbers.get(status) ?? 0}`)
    .join("\n");
  return { text: `${open} open${blocked > 0 ? ` · ${blocked} blocked` : ""}`, detail };
}

/** The answer of the server to `backlog-ls/items`. */

export const CANONICAL = [
  "todo",
  "in_progress",
  "review",
  "blocked",
  "deferred",
  "done",
  "cancelled",
  "unknown",
] as const;

/** The meaning of a status, independent of its spelling. */
export type Canonical = (typeof CANONICAL)[number];

/** A 0-based line and a 0-based column in UTF-16 units. */
export interface Spot {
  readonly line: number;
  readonly character: number;
}

export interface Item {
  /** The key of its block; items of a nested list have the same. */
  readonly key: string;
  readonly kind: "section" | "row" | "task" | "card" | "document";
  readonly name: string;
  readonly id: string | null;
  readonly status: { readonly raw: string | null; readonly canonical: Canonical };
  readonly struck: boolean;
  /** Whether it is counted; items with parts are counted by these. */
  readonly counted: boolean;
  /** The titles above it, starting with that of the document. */
  readonly sections: readonly string[];
  /** Its parent item; the line is 1-based. */
  readonly parent: { readonly name: string; readonly line: number } | null;
  readonly dates: Readonly<Partial<Record<"started" | "due" | "finished" | "date", string>>>;
  readonly owner: string | null;
  readonly priority: string | null;
  readonly milestone: string | null;
  /** The role of its document. */
  readonly role?: string;
  /** The range of its name. */
  readonly range: { readonly start: Spot; readonly end: Spot };
  /** The counts of the items in it; null if it has none with a known status. */
  readonly parts: Counts | null;
}

/** Figures of the server. Nothing here computes others, so that all places show the same. */
export interface Counts {
  readonly done: number;
  readonly total: number;
  readonly percent: number;
  /** As in `38 of 65 done · 58 %`; empty if `total` is 0. */
  readonly label: string;
}

export interface DocumentCounts extends Counts {
  readonly open: number;
  readonly blocked: number;
  /** What was counted, one kind of fact per line. */
  readonly explanation: string;
}

export interface DeclaredStatus {
  readonly spelling: string;
  readonly meaning: string;
  readonly canonical: Canonical;
}

export interface Listing {
  readonly uri: string;
  readonly version: number;
  /** The declared statuses in the order of the settings or of the legend; may be empty. */
  readonly statuses: readonly DeclaredStatus[];
  /** Missing in answers of older servers. */
  readonly counts?: DocumentCounts;
  readonly items: readonly Item[];
}

/** Tell whether an item is shown: a section without a status only contains items. */
export function isWork(item: Item): boolean {
  return (item.kind !== "section" && item.kind !== "document") || item.status.raw !== null;
}

/** Tell whether an item has the status of its section, as on a kanban board. */
export function isInColumn({ status, sections }: Item): boolean {
  return status.raw !== null && status.raw === sections.at(-1);
}

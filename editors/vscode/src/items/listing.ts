/** What the server answers to `backlog-ls/items`. */

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

/** What a status means, however it is spelled. */
export type Canonical = (typeof CANONICAL)[number];

/** A line and a column, both from 0, the column in UTF-16 units. */
export interface Spot {
  readonly line: number;
  readonly character: number;
}

export interface Item {
  /** Of its block: items of one nested list share it. */
  readonly key: string;
  readonly kind: "section" | "row" | "task" | "card" | "document";
  readonly name: string;
  readonly id: string | null;
  readonly status: { readonly raw: string | null; readonly canonical: Canonical };
  readonly struck: boolean;
  /** The titles it stands under, from the document's own on. */
  readonly sections: readonly string[];
  /** The item that it is a part of; the line counts from 1. */
  readonly parent: { readonly name: string; readonly line: number } | null;
  readonly dates: Readonly<Partial<Record<"started" | "due" | "finished" | "date", string>>>;
  readonly owner: string | null;
  readonly priority: string | null;
  readonly milestone: string | null;
  /** Where its name stands. */
  readonly range: { readonly start: Spot; readonly end: Spot };
  /** How many of the tasks and rows right in it are done. */
  readonly parts: { readonly done: number; readonly total: number } | null;
}

export interface DeclaredStatus {
  readonly spelling: string;
  readonly meaning: string;
  readonly canonical: Canonical;
}

export interface Listing {
  readonly uri: string;
  readonly version: number;
  /** In the order of the settings, else of the legend; none where nothing is declared. */
  readonly statuses: readonly DeclaredStatus[];
  readonly items: readonly Item[];
}

/** Tell whether an item is work: a section that states no status only holds some. */
export function isWork(item: Item): boolean {
  return (item.kind !== "section" && item.kind !== "document") || item.status.raw !== null;
}

/** What the status of an item comes to: what is struck out is not to be done any more. */
export function standing(item: Item): Canonical {
  const { canonical } = item.status;
  return item.struck && canonical !== "done" ? "cancelled" : canonical;
}

/** Tell whether an item has its status from the section that it stands in, as on a kanban board. */
export function isInColumn({ status, sections }: Item): boolean {
  return status.raw !== null && status.raw === sections.at(-1);
}

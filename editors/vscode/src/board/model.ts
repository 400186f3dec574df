/** The content of a board, and its messages from and to the extension. All is plain data. */

import { columnOf, columnsOf } from "../items/columns";
import { searched } from "../items/filter";
import type { Known } from "../items/identity";
import { isInColumn, isWork, type Canonical, type Item, type Listing } from "../items/listing";
import { plain, progress, STATUS_NAMES, whenText } from "../items/wording";

export interface Card {
  readonly identity: string;
  readonly name: string;
  readonly ident: string;
  readonly status: Canonical;
  readonly milestone: string;
  /** Owner, date and priority, in the order shown. */
  readonly facts: readonly string[];
  /** Its section. */
  readonly section: string;
  /** The done share of its parts in percent; undefined without parts. */
  readonly percent: number | undefined;
  /** The same in words. */
  readonly progress: string;
  /** Whether it is a task that another card already counts. */
  readonly isPart: boolean;
  /** The text to search. */
  readonly text: string;
  /** The label for screen readers. */
  readonly label: string;
}

export interface BoardColumn {
  readonly id: string;
  readonly title: string;
  readonly status: Canonical;
  readonly takes: boolean;
  readonly cards: readonly Card[];
}

export interface Board {
  readonly title: string;
  readonly uri: string;
  /** The progress of the whole document. */
  readonly progress: string;
  /** What was counted for it. */
  readonly explanation: string;
  readonly columns: readonly BoardColumn[];
}

/** What the board says while there is nothing on it. */
export interface Instead {
  readonly text: string;
  /** The title of a button that installs the server; empty for no button. */
  readonly button: string;
}

export type ToBoard =
  | { readonly type: "show"; readonly board: Board | undefined; readonly instead: Instead }
  | { readonly type: "stepped"; readonly step: "undo" | "redo" }
  | { readonly type: "moved"; readonly identity: string; readonly column: string; readonly done: boolean };

export type FromBoard =
  | { readonly type: "ready" }
  | { readonly type: "install" }
  | { readonly type: "open"; readonly identity: string }
  | { readonly type: "undo" | "redo" }
  | { readonly type: "move"; readonly identity: string; readonly column: string };

export function boardOf(title: string, listing: Listing, items: readonly Known[]): Board {
  const byColumn = new Map<string, Card[]>();
  const places = new Map(items.map(({ item }) => [place(item.range.start.line + 1, item.name), item]));
  const work = items.filter(({ item }) => isWork(item));
  for (const known of work) {
    // The status of a whole document is not a card among its items.
    if (isWhole(known.item) && work.length > 1) continue;
    const column = columnOf(listing.statuses, known.item);
    const cards = byColumn.get(column);
    const card = cardOf(known, places);
    if (cards) cards.push(card);
    else byColumn.set(column, [card]);
  }
  const columns = columnsOf(listing).map(({ id, title, canonical, status }) => ({
    id,
    title,
    status: canonical,
    takes: status !== undefined,
    cards: byColumn.get(id) ?? [],
  }));
  const { label = "", explanation = "" } = listing.counts ?? {};
  return { title, uri: listing.uri, progress: label, explanation, columns };
}

function cardOf({ identity, item }: Known, places: ReadonlyMap<string, Item>): Card {
  const name = plain(item.name);
  const status = item.status.canonical;
  const when = whenText(item);
  const facts = [item.owner, when, item.priority].map((fact) => plain(fact ?? "")).filter(Boolean);
  const ident = item.id !== null && !name.includes(item.id) ? item.id : "";
  const section = plain(item.sections.length > 1 && !isInColumn(item) ? (item.sections.at(-1) ?? "") : "");
  const milestone = plain(item.milestone ?? "");
  const spoken = [
    ident,
    name,
    STATUS_NAMES[status],
    ...facts,
    milestone,
    progress(item),
    section === "" ? "" : `in ${section}`,
  ];
  return {
    identity,
    name,
    ident,
    status,
    milestone,
    facts,
    section,
    percent: item.parts?.percent,
    progress: progress(item),
    isPart: isPart(item, places),
    text: searched(item),
    label: spoken.filter(Boolean).join(", "),
  };
}

function isPart(item: Item, places: ReadonlyMap<string, Item>): boolean {
  const above = item.parent && places.get(place(item.parent.line, item.parent.name));
  return item.kind === "task" && above ? isWork(above) && !isWhole(above) : false;
}

function isWhole(item: Item): boolean {
  return item.kind === "document" || (item.kind === "section" && item.sections.length === 0);
}

function place(line: number, name: string): string {
  return `${line}/${name}`;
}

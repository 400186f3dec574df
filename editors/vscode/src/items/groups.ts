/** The trees of backlogs: their items by section, status, milestone or owner. */

import { columnOf, columnsOf } from "./columns";
import { matcher, searched } from "./filter";
import type { Known } from "./identity";
import { isWork, type Canonical, type Item, type Listing } from "./listing";
import { plain, progress, statusText } from "./wording";

export const GROUPINGS = ["document", "section", "status", "milestone", "owner"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Node {
  /** A stable id, unique in the tree. */
  readonly id: string;
  /** The document that it is from; that of its first item for a group of several documents. */
  readonly uri: string;
  readonly kind: Grouping | "item";
  readonly label: string;
  readonly description: string;
  /** The status of an item, or of a group of items with one status. */
  readonly status: Canonical | undefined;
  readonly known: Known | undefined;
  readonly open: boolean;
  readonly children: readonly Node[];
}

interface Draft {
  id: string;
  label: string;
  known?: Known;
  status?: Canonical;
  open: boolean;
  children: Draft[];
  byTitle: Map<string, Draft>;
}

type ByValue = "status" | "milestone" | "owner";

const NAMELESS: Readonly<Record<ByValue, string>> = {
  status: "No Status",
  milestone: "No Milestone",
  owner: "No Owner",
};
const CLOSED: readonly (Canonical | undefined)[] = ["done", "cancelled"];

/** Return the tree of items that match `filter`, without empty sections. */
export function grouped(
  listing: Listing,
  items: readonly Known[],
  grouping: Grouping,
  filter: string,
): Node[] {
  const wanted = matcher(filter);
  const kept = items.filter(({ item }) => isWork(item) && wanted(searched(item)));
  const root =
    grouping === "section"
      ? bySection(items, kept)
      : grouping === "document"
        ? flat(kept)
        : byValue(listing, kept, grouping);
  return root.children.map((draft) => finished(draft, grouping, listing.uri));
}

function flat(kept: readonly Known[]): Draft {
  const root = group("document", "");
  root.children = kept.map((known) => ({
    ...group(`item:${known.identity}`, plain(known.item.name)),
    known,
    status: known.item.status.canonical,
  }));
  return root;
}

function bySection(all: readonly Known[], kept: readonly Known[]): Draft {
  const root = group("section", "");
  const title = commonTitle(kept.map(({ item }) => item));
  const byPlace = new Map(all.map((known) => [place(known.item.range.start.line + 1, known.item.name), known]));
  const drafts = new Map<string, Draft>();

  function parentOf(item: Item): { draft: Draft; depth: number } {
    const above = item.parent && byPlace.get(place(item.parent.line, item.parent.name));
    if (!above || above.item === item) return { draft: root, depth: title === undefined ? 0 : 1 };
    const held = above.item.sections.length + (above.item.kind === "section" ? 1 : 0);
    // The title of the document would be the parent of everything.
    if (held <= 1 && above.item.kind === "section") return { draft: root, depth: title === undefined ? 0 : 1 };
    return { draft: draftOf(above), depth: held };
  }

  function draftOf(known: Known): Draft {
    const made = drafts.get(known.identity);
    if (made) return made;
    const draft: Draft = {
      ...group(`item:${known.identity}`, plain(known.item.name)),
      known,
      status: known.item.status.canonical,
      // The matching items may be inside.
      open: known.item.kind === "section",
    };
    drafts.set(known.identity, draft);
    let { draft: at, depth } = parentOf(known.item);
    for (; depth < known.item.sections.length; depth += 1) {
      at = inside(at, known.item.sections[depth] ?? "");
    }
    at.children.push(draft);
    return draft;
  }

  kept.forEach(draftOf);
  return root;
}

function byValue(
  listing: Listing,
  kept: readonly Known[],
  grouping: ByValue,
): Draft {
  const root = group(grouping, "");
  if (grouping === "status") {
    for (const column of columnsOf(listing)) {
      const draft = inside(root, column.id);
      draft.label = column.title;
      draft.status = column.canonical;
      draft.open = !CLOSED.includes(column.canonical);
    }
  }
  for (const known of kept) {
    const { item } = known;
    const value = grouping === "status" ? columnOf(listing.statuses, item) : (item[grouping] ?? "");
    const draft = inside(root, value);
    if (value === "") draft.label = NAMELESS[grouping];
    draft.children.push({
      ...group(`item:${known.identity}`, plain(item.name)),
      known,
      status: item.status.canonical,
    });
  }
  root.children = root.children.filter(({ children }) => children.length > 0);
  if (grouping !== "status") {
    root.children.sort(
      (one, other) =>
        Number(one.label === NAMELESS[grouping]) - Number(other.label === NAMELESS[grouping]) ||
        one.label.localeCompare(other.label, undefined, { numeric: true }),
    );
  }
  return root;
}

/** Return the first title if all have the same one: then it can be omitted. */
function commonTitle(items: readonly Item[]): string | undefined {
  const title = items.find(({ sections }) => sections.length > 0)?.sections[0];
  return items.every(({ sections }) => sections.length === 0 || sections[0] === title) ? title : undefined;
}

function group(id: string, label: string): Draft {
  return { id, label, open: true, children: [], byTitle: new Map() };
}

function inside(above: Draft, title: string): Draft {
  const found = above.byTitle.get(title);
  if (found) return found;
  const made = group(`${above.id}/${title}`, plain(title));
  above.byTitle.set(title, made);
  above.children.push(made);
  return made;
}

function finished(draft: Draft, grouping: Grouping, uri: string): Node {
  const { known } = draft;
  const children = draft.children.map((child) => finished(child, grouping, uri));
  return {
    id: `${grouping}:${draft.id}`,
    uri,
    kind: known ? "item" : grouping,
    label: draft.label,
    description: known ? described(known.item, grouping) : String(countIn(draft) || ""),
    status: draft.status,
    known,
    open: draft.open,
    children,
  };
}

function described(item: Item, grouping: Grouping): string {
  const facts = [
    item.id !== null && !item.name.includes(item.id) ? item.id : "",
    grouping === "status" ? "" : statusText(item),
    progress(item),
    grouping === "owner" ? "" : (item.owner ?? ""),
  ];
  return facts.map(plain).filter(Boolean).join(" · ");
}

/** Return the number of counted items in a group. */
function countIn(draft: Draft): number {
  return draft.children.reduce((sum, child) => sum + (child.known?.item.counted === true ? 1 : 0) + countIn(child), 0);
}

function place(line: number, name: string): string {
  return `${line}/${name}`;
}

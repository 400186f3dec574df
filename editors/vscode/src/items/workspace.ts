/** The tree of all backlogs of a workspace: by document, or with the groups of all documents merged. */

import { grouped, type Grouping, type Node } from "./groups";
import type { Known } from "./identity";
import { CANONICAL, type Canonical, type Listing } from "./listing";
import { summary } from "./summary";
import { STATUS_NAMES } from "./wording";

/** A backlog with its items. */
export interface Source {
  readonly uri: string;
  /** The name of its file. */
  readonly title: string;
  /** Its folder, relative to that of the workspace; may be empty. */
  readonly folder: string;
  /** Whether it is the followed one. */
  readonly isPresent: boolean;
  readonly listing: Listing;
  readonly items: readonly Known[];
}

/** Return the trees of `sources`; `isSingle`: of the first one only, without its document. */
export function groupedAll(
  sources: readonly Source[],
  grouping: Grouping,
  filter: string,
  isSingle: boolean,
): Node[] {
  const [first] = sources;
  if (isSingle && first && grouping !== "document") {
    // With the same ids as beside others, so that what is open stays open when these come.
    return grouped(first.listing, first.items, grouping, filter).map((node) => within(node, first));
  }
  const trees = sources.map((source) => ({
    source,
    nodes: grouped(source.listing, source.items, grouping, filter),
  }));
  if (grouping === "section" || grouping === "document") {
    return trees
      .filter(({ nodes }) => nodes.length > 0)
      .map(({ source, nodes }) => documentNode(source, grouping, nodes, filter !== ""));
  }
  const merged = new Map<string, Group>();
  for (const { source, nodes } of trees) {
    for (const node of nodes) add(merged, source, node);
  }
  const groups = [...merged.values()];
  groups.sort(grouping === "status" ? byStatus : byLabel);
  return groups.map(({ node, children }) => ({ ...node, children, description: String(children.length) }));
}

/** The documents of which nothing is known yet are not shown; the others stay in their order. */
export function inOrder(sources: readonly Source[]): Source[] {
  return [...sources].sort(
    (one, other) => rank(one) - rank(other) || path(one).localeCompare(path(other), undefined, { numeric: true }),
  );
}

const ROLES = ["backlog", "work-item", "finished"];

function rank({ items }: Source): number {
  const at = ROLES.indexOf(items[0]?.item.role ?? "");
  return at < 0 ? ROLES.length : at;
}

function path({ folder, title }: Source): string {
  return `${folder}/${title}`;
}

function documentNode(source: Source, grouping: Grouping, nodes: readonly Node[], isFiltered: boolean): Node {
  const [only] = nodes;
  // The file of a task is this task.
  if (nodes.length === 1 && only?.known?.item.kind === "document") return within(only, source);
  return {
    // VS Code remembers by id what the user closed: that is not meant for what is found.
    id: `${grouping}:${isFiltered ? "found:" : ""}${source.uri}`,
    uri: source.uri,
    kind: "document",
    label: source.title,
    description: [source.folder, summary(source.listing.counts)].filter(Boolean).join(" · "),
    status: undefined,
    known: undefined,
    open: source.isPresent || isFiltered,
    children: nodes.map((node) => within(node, source)),
  };
}

/** Ids of groups are those of their titles, which other documents have too. */
function within(node: Node, source: Source): Node {
  return {
    ...node,
    id: `${source.uri}:${node.id}`,
    children: node.children.map((child) => within(child, source)),
  };
}

interface Group {
  readonly node: Node;
  readonly children: Node[];
}

function add(merged: Map<string, Group>, source: Source, node: Node): void {
  // Each document spells its statuses in its own way.
  const { status } = node;
  const isKnown = status !== undefined && status !== "unknown";
  const key = isKnown ? status : node.label.toLowerCase();
  const children = node.children.map((child) => ({
    ...within(child, source),
    description: [child.description, source.title].filter(Boolean).join(" · "),
  }));
  const group = merged.get(key);
  if (group) group.children.push(...children);
  else {
    const label = isKnown ? STATUS_NAMES[status] : node.label;
    merged.set(key, { node: { ...node, id: `all:${node.kind}:${key}`, label }, children });
  }
}

function byStatus({ node: one }: Group, { node: other }: Group): number {
  const at = (status: Canonical | undefined): number => CANONICAL.indexOf(status ?? "unknown");
  return at(one.status) - at(other.status);
}

function byLabel({ node: one }: Group, { node: other }: Group): number {
  const isNameless = ({ label }: Node): number => Number(/^No (?:Milestone|Owner)$/.test(label));
  return (
    isNameless(one) - isNameless(other) ||
    one.label.localeCompare(other.label, undefined, { numeric: true })
  );
}

/** The view *Backlog*: the items of the present backlog, or of all of the workspace. */

import * as vscode from "vscode";

import { MOST, type Backlogs } from "./backlogs";
import type { Follower } from "./follower";
import type { Grouping, Node } from "./items/groups";
import type { Canonical } from "./items/listing";
import { groupedAll } from "./items/workspace";
import { STATUS_NAMES, told } from "./items/wording";

const VIEW = "backlog-ls.items";
const GROUPING = "backlog-ls.grouping";
const SINGLE = "backlog-ls.single";

const LOOKS: Readonly<Record<Canonical, readonly [icon: string, colour: string]>> = {
  todo: ["circle-large-outline", "icon.foreground"],
  in_progress: ["play-circle", "charts.blue"],
  review: ["eye", "charts.purple"],
  blocked: ["error", "charts.red"],
  deferred: ["clock", "charts.yellow"],
  done: ["pass-filled", "charts.green"],
  cancelled: ["circle-slash", "disabledForeground"],
  unknown: ["dash", "disabledForeground"],
};

/** A group needs an icon, too: without one VS Code does not indent what is in it. */
const GROUP_ICONS: Readonly<Record<Grouping, string>> = {
  document: "file",
  section: "list-unordered",
  status: "tag",
  milestone: "milestone",
  owner: "person",
};

export interface Tree {
  dispose(): void;
  show(): Promise<void>;
  groupBy(grouping: Grouping): void;
  /** Show the present backlog only, or all. */
  setSingle(isSingle: boolean): void;
  /** Show the items of the section whose heading is in a 0-based line of a document. */
  showSection(uri: string, line: number): Promise<void>;
  /** Ask for a text, and show what it is about while it is typed. */
  filter(): void;
  clearFilter(): void;
}

export function createTree(follower: Follower, backlogs: Backlogs, memory: vscode.Memento): Tree {
  const changed = new vscode.EventEmitter<undefined>();
  let isSingle = memory.get<boolean>(SINGLE, false);
  let grouping = memory.get<Grouping>(GROUPING, "section");
  let filter = "";
  let nodes: readonly Node[] = [];
  let shown = "";
  const above = new Map<Node, Node>();

  const view = vscode.window.createTreeView<Node>(VIEW, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => [...(node?.children ?? nodes)],
      getParent: (node) => above.get(node),
      getTreeItem: itemOf,
    },
    showCollapseAll: true,
  });

  function refresh(): void {
    const all = backlogs.sources();
    const isFollowed = follower.followed !== undefined;
    const sources = isSingle ? all.slice(0, isFollowed ? 1 : 0) : all;
    // By the number of files, which is known before all of them are read.
    nodes = groupedAll(sources, grouping, filter, isSingle || (backlogs.count <= 1 && sources.length === 1));
    // What looks the same is left as it stands: a line that moved changes nothing here.
    const now = JSON.stringify([nodes.map(seen), follower.followed?.document.uri.toString()]);
    view.description = sources.length > 0 ? `by ${grouping}${isSingle ? ", this backlog" : ""}` : "";
    view.message = messageOf(sources.length > 0 && nodes.length === 0, isFollowed && sources.length === 1);
    if (now === shown) return;
    shown = now;
    above.clear();
    nodes.forEach(adopt);
    changed.fire(undefined);
  }

  function messageOf(isEmpty: boolean, isAlone: boolean): string {
    if (filter !== "") return `${isEmpty ? "No items with" : "Only items with"} “${filter}”`;
    if (isEmpty) return isAlone ? "This backlog has no items." : "These backlogs have no items.";
    return !isSingle && backlogs.count > MOST ? `The first ${MOST} of ${backlogs.count} files were read.` : "";
  }

  function adopt(node: Node): void {
    for (const child of node.children) {
      above.set(child, node);
      adopt(child);
    }
  }

  function setFilter(text: string): void {
    filter = text.trim();
    void vscode.commands.executeCommand("setContext", "backlog-ls.isFiltered", filter !== "");
    refresh();
  }

  function groupBy(wanted: Grouping): void {
    grouping = wanted;
    void memory.update(GROUPING, wanted);
    refresh();
  }

  function setSingle(wanted: boolean): void {
    isSingle = wanted;
    void memory.update(SINGLE, wanted);
    void vscode.commands.executeCommand("setContext", SINGLE, wanted);
    backlogs.setVisible(view.visible && !isSingle);
    refresh();
  }

  const following = [
    // It follows the present backlog, too.
    backlogs.onDidChange(refresh),
    view.onDidChangeVisibility(() => {
      backlogs.setVisible(view.visible && !isSingle);
    }),
  ];
  setSingle(isSingle);
  return {
    show: async () => {
      await vscode.commands.executeCommand(`${VIEW}.focus`);
    },
    groupBy,
    setSingle,
    showSection: async (uri, line) => {
      await vscode.commands.executeCommand(`${VIEW}.focus`);
      if (!isSingle) await backlogs.listed();
      if (grouping !== "section") groupBy("section");
      const node = sectionAt(nodes, uri, line);
      if (node) await view.reveal(node, { select: true, focus: true, expand: true });
    },
    filter: () => {
      const input = vscode.window.createInputBox();
      const before = filter;
      let accepted = false;
      input.placeholder = "Words in the name, id, status, owner, milestone or section";
      input.value = filter;
      input.onDidChangeValue(setFilter);
      input.onDidAccept(() => {
        accepted = true;
        input.hide();
      });
      input.onDidHide(() => {
        if (!accepted) setFilter(before);
        input.dispose();
      });
      input.show();
    },
    clearFilter: () => {
      setFilter("");
    },
    dispose: () => {
      for (const each of [...following, view, changed]) each.dispose();
    },
  };
}

/** Return the outermost node whose items all are in the section that begins at `line`. */
function sectionAt(nodes: readonly Node[], uri: string, line: number): Node | undefined {
  let found: Node | undefined;
  for (const node of nodes) {
    if (node.uri !== uri || lastLine(node) <= line) continue;
    // The title of a document is that of all its items.
    if (firstLine(node) >= line) return node;
    found ??= sectionAt(node.children, uri, line);
  }
  return found;
}

function firstLine(node: Node): number {
  return Math.min(node.known?.item.range.start.line ?? Infinity, ...node.children.map(firstLine));
}

function lastLine(node: Node): number {
  return Math.max(node.known?.item.range.start.line ?? -1, ...node.children.map(lastLine));
}

function itemOf(node: Node): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const state = node.children.length === 0 ? None : node.open ? Expanded : Collapsed;
  const made = new vscode.TreeItem(node.label, state);
  made.id = node.id;
  made.description = node.description;
  if (!node.status) {
    made.iconPath = new vscode.ThemeIcon(GROUP_ICONS[node.kind === "item" ? "section" : node.kind]);
  } else {
    const [icon, colour] = LOOKS[node.status];
    made.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
  }
  if (node.kind === "document") {
    made.contextValue = "document";
    made.tooltip = vscode.Uri.parse(node.uri).fsPath;
    made.command = { command: "vscode.open", title: "Open", arguments: [vscode.Uri.parse(node.uri)] };
    made.accessibilityInformation = { label: `${node.label}, backlog, ${node.description}` };
  }
  if (node.known) {
    made.contextValue = "item";
    made.tooltip = told(node.known.item);
    made.accessibilityInformation = {
      label: `${node.label}, ${STATUS_NAMES[node.status ?? "unknown"]}, ${node.description}`,
    };
    made.command = { command: "backlog-ls.goTo", title: "Go to Item", arguments: [node] };
  }
  return made;
}

/** All of a node that can be seen. */
function seen(node: Node): unknown {
  const tip = node.known && told(node.known.item);
  return [node.id, node.label, node.description, node.status, tip, node.children.map(seen)];
}

/** The tree *Backlog* in the Explorer. */

import * as vscode from "vscode";

import type { Follower } from "./follower";
import { grouped, type Grouping, type Node } from "./items/groups";
import type { Canonical } from "./items/listing";
import { STATUS_NAMES, told } from "./items/wording";

const VIEW = "backlog-ls.items";
const GROUPING = "backlog-ls.grouping";

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
  section: "list-unordered",
  status: "tag",
  milestone: "milestone",
  owner: "person",
};

export interface Tree {
  dispose(): void;
  show(): Promise<void>;
  groupBy(grouping: Grouping): void;
  /** Ask for a text, and show what it is about while it is typed. */
  filter(): void;
  clearFilter(): void;
}

export function createTree(follower: Follower, memory: vscode.Memento): Tree {
  const changed = new vscode.EventEmitter<undefined>();
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
      getTreeItem: (node) => itemOf(node, grouping),
    },
    showCollapseAll: true,
  });

  function refresh(): void {
    const { followed } = follower;
    nodes = followed ? grouped(followed.listing, followed.items, grouping, filter) : [];
    // What looks the same is left as it stands: a line that moved changes nothing here.
    const now = JSON.stringify([nodes.map(seen), followed?.document.uri.toString()]);
    view.description = followed ? `by ${grouping}` : "";
    const empty = followed && nodes.length === 0;
    view.message =
      filter === ""
        ? empty
          ? "This backlog has no items."
          : ""
        : `${empty ? "No items with" : "Only items with"} “${filter}”`;
    if (now === shown) return;
    shown = now;
    above.clear();
    nodes.forEach(adopt);
    changed.fire(undefined);
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

  const following = follower.onDidChange(refresh);
  refresh();
  return {
    show: async () => {
      await vscode.commands.executeCommand(`${VIEW}.focus`);
    },
    groupBy: (wanted) => {
      grouping = wanted;
      void memory.update(GROUPING, wanted);
      refresh();
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
      for (const each of [following, view, changed]) each.dispose();
    },
  };
}

function itemOf(node: Node, grouping: Grouping): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const state = node.children.length === 0 ? None : node.open ? Expanded : Collapsed;
  const made = new vscode.TreeItem(node.label, state);
  made.id = node.id;
  made.description = node.description;
  if (!node.status) {
    made.iconPath = new vscode.ThemeIcon(GROUP_ICONS[grouping]);
  } else {
    const [icon, colour] = LOOKS[node.status];
    made.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
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

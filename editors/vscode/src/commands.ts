/** The commands, by the names under which `package.json` has them. */

import * as vscode from "vscode";

import type { Boards } from "./board/panel";
import type { Changing } from "./changing";
import type { Follower } from "./follower";
import type { Node } from "./items/groups";
import { perform } from "./remedies";
import { SHOW_LINE } from "./report/page";
import type { Reports } from "./report/panel";
import { TITLES, type Remedy } from "./server/complaint";
import type { Service } from "./service";
import { toggle } from "./settings/shown";
import { NEW_BACKLOG } from "./template";
import type { Tree } from "./tree";

export interface Parts {
  readonly service: Service;
  readonly follower: Follower;
  readonly output: vscode.OutputChannel;
  readonly tree: Tree;
  readonly boards: Boards;
  readonly reports: Reports;
  readonly changing: Changing;
}

export function registerCommands(parts: Parts): vscode.Disposable {
  const { service, output, tree, boards, reports, changing } = parts;
  const commands: Readonly<Record<string, (node?: Node) => unknown>> = {
    restart: () => service.restart(true),
    install: () => service.install(),
    showOutput: () => {
      output.show();
    },
    // As source actions, so that VS Code applies them like any other: one step to undo.
    formatTables: () => apply("source.formatTables"),
    fixAll: () => apply("source.fixAll.backlog-ls"),
    menu: () => showMenu(service),
    // Not by the names of the server's own commands, which the language client registers.
    pickStatus: (node) => at(node, (identity) => changing.pickStatus(identity)),
    finish: (node) => at(node, (identity) => changing.change("markDone", identity)),
    nextStatus: (node) => at(node, (identity) => changing.change("cycleStatus", identity)),
    goTo: (node) => {
      if (node?.known) return isFollowed(node) ? changing.goTo(node.known.identity) : changing.goToOther(node.uri, node.known.item);
      return undefined;
    },
    ...Object.fromEntries(
      Object.entries(REFACTORINGS).map(([name, { kind, title, nothing }]) => [
        name,
        () => changing.refactor(kind, title, nothing),
      ]),
    ),
    openBoard: () => {
      boards.open();
    },
    showReport: () => reports.showDocument(),
    showReportOfAll: () => reports.showWorkspace(),
    showItems: () => tree.show(),
    showAllBacklogs: () => {
      tree.setSingle(false);
    },
    showThisBacklog: () => {
      tree.setSingle(true);
    },
    toggleCodeLens: () => toggle("codeLens"),
    toggleInlayHints: () => toggle("inlayHints"),
    toggleCounts: () => toggle("counts"),
    groupByDocument: () => {
      tree.groupBy("document");
    },
    groupBySection: () => {
      tree.groupBy("section");
    },
    groupByStatus: () => {
      tree.groupBy("status");
    },
    groupByMilestone: () => {
      tree.groupBy("milestone");
    },
    groupByOwner: () => {
      tree.groupBy("owner");
    },
    filterItems: () => {
      tree.filter();
    },
    clearFilter: () => {
      tree.clearFilter();
    },
    newBacklog,
  };
  function isFollowed(node: Node): boolean {
    return parts.follower.followed?.document.uri.toString() === node.uri;
  }
  /** Change an item of the view, or without one that at the cursor. Others than the followed are opened. */
  async function at(node: Node | undefined, change: (identity?: string) => Promise<unknown>): Promise<void> {
    if (!node?.known || isFollowed(node)) await change(node?.known?.identity);
    else if (await changing.goToOther(node.uri, node.known.item)) await change();
  }
  return vscode.Disposable.from(
    // Behind code lenses, and in no menu.
    vscode.commands.registerCommand("backlog-ls.showSection", (uri: string, line: number) => tree.showSection(uri, line)),
    // Behind the links of a report.
    vscode.commands.registerCommand(SHOW_LINE, (path: string, line: number) => reports.showLine(path, line)),
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`backlog-ls.${name}`, run),
    ),
  );
}

interface Refactoring {
  readonly kind: string;
  /** The title of the server's code action. */
  readonly title: RegExp;
  /** What to say where it is not offered. */
  readonly nothing: string;
}

const REWRITE = "refactor.rewrite";
const NO_TABLE = "The cursor is not in a table.";

/** Refactorings of the server that are commands here, because the lightbulb would be too long. */
const REFACTORINGS: Readonly<Record<string, Refactoring>> = {
  sortTable: { kind: REWRITE, title: /^Sort the table/, nothing: NO_TABLE },
  moveItem: { kind: "refactor.move", title: /^Move /, nothing: "No item here can be moved." },
  convertItems: { kind: REWRITE, title: /^Convert the/, nothing: "No checklist or table here can be converted." },
  numberRows: { kind: REWRITE, title: /^Number the|^Renumber the/, nothing: "The cursor is not in a table with ids." },
  addLegend: {
    kind: REWRITE,
    title: /^Add a legend/,
    nothing: "The document already has a legend, or no statuses.",
  },
  extractItems: { kind: "refactor.extract", title: /^Extract /, nothing: "No items here can be extracted." },
  formatTable: { kind: REWRITE, title: /^Reformat this table/, nothing: "No table here, or it is formatted already." },
  insertRow: { kind: REWRITE, title: /^Insert a row/, nothing: NO_TABLE },
  deleteRow: { kind: REWRITE, title: /^Delete the row/, nothing: "The cursor is not in a row." },
  moveRowUp: { kind: REWRITE, title: /^Move the row up/, nothing: "No row here can be moved up." },
  moveRowDown: { kind: REWRITE, title: /^Move the row down/, nothing: "No row here can be moved down." },
  insertColumnLeft: { kind: REWRITE, title: /^Insert a column to the left/, nothing: NO_TABLE },
  insertColumnRight: { kind: REWRITE, title: /^Insert a column to the right/, nothing: NO_TABLE },
  moveColumnLeft: { kind: REWRITE, title: /^Move the column to the left/, nothing: "No column here can be moved left." },
  moveColumnRight: { kind: REWRITE, title: /^Move the column to the right/, nothing: "No column here can be moved right." },
  deleteColumn: { kind: REWRITE, title: /^Delete the column/, nothing: "No column here can be deleted." },
};

async function apply(kind: string): Promise<void> {
  await vscode.commands.executeCommand("editor.action.sourceAction", { kind, apply: "first" });
}

async function newBacklog(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content: NEW_BACKLOG });
  await vscode.window.showTextDocument(document);
}

interface Choice extends vscode.QuickPickItem {
  readonly run: () => unknown;
}

const REMEDY_ICONS: Readonly<Partial<Record<Remedy, string>>> = {
  "select-interpreter": "snake",
  "get-python": "link-external",
};

/** What can be done now: without a server, first what brings one. */
async function showMenu(service: Service): Promise<void> {
  const { state } = service;
  const choices =
    state.kind === "running"
      ? [
          ours("project", "Open Board", "openBoard"),
          ours("list-tree", "Show Items", "showItems"),
          ours("graph", "Show Report", "showReport"),
          ours("table", "Format Tables", "formatTables"),
          ours("wand", "Fix All That Is Safe to Fix", "fixAll"),
        ]
      : [];
  if (state.kind === "failed") {
    const { missing, remedies } = state.complaint;
    if (missing) choices.push(ours("cloud-download", "Install Server", "install"));
    for (const remedy of remedies) {
      // Those that are in every menu, or are there already.
      if (["install", "install-again", "restart", "show-output"].includes(remedy)) continue;
      choices.push({ label: `$(${REMEDY_ICONS[remedy] ?? "gear"}) ${TITLES[remedy]}`, run: () => perform(remedy) });
    }
  }
  if (state.kind === "installing") {
    const run = (): void => {
      service.cancelInstallation();
    };
    choices.push({ label: "$(close) Cancel Installation", run });
  }
  choices.push(ours("output", "Show Output", "showOutput"));
  if (state.kind !== "installing") choices.push(ours("debug-restart", "Restart Server", "restart"));
  const placeHolder = state.kind === "failed" ? state.complaint.text : "Backlog";
  await (await vscode.window.showQuickPick(choices, { placeHolder }))?.run();
}

function ours(icon: string, title: string, command: string): Choice {
  return { label: `$(${icon}) ${title}`, run: () => vscode.commands.executeCommand(`backlog-ls.${command}`) };
}

/** The commands, by the names under which `package.json` has them. */

import * as vscode from "vscode";

import type { Boards } from "./board/panel";
import type { Changing } from "./changing";
import type { Node } from "./items/groups";
import type { Service } from "./service";
import { NEW_BACKLOG } from "./template";
import type { Tree } from "./tree";

export interface Parts {
  readonly service: Service;
  readonly output: vscode.OutputChannel;
  readonly tree: Tree;
  readonly boards: Boards;
  readonly changing: Changing;
}

export function registerCommands(parts: Parts): vscode.Disposable {
  const { service, output, tree, boards, changing } = parts;
  const commands: Readonly<Record<string, (node?: Node) => unknown>> = {
    restart: () => service.restart(),
    install: () => service.install(),
    showOutput: () => {
      output.show();
    },
    // As source actions, so that VS Code applies them like any other: one step to undo.
    formatTables: () => apply("source.formatTables"),
    fixAll: () => apply("source.fixAll.backlog-ls"),
    menu: showMenu,
    // Not by the names of the server's own commands, which the language client registers.
    pickStatus: (node) => changing.pickStatus(identityOf(node)),
    finish: (node) => changing.change("markDone", identityOf(node)),
    nextStatus: (node) => changing.change("cycleStatus", identityOf(node)),
    goTo: (node) => node?.known && changing.goTo(node.known.identity),
    sortTable: () => refactor("refactor.rewrite", /^Sort the table/, "The cursor is not in a table."),
    moveItem: () => refactor("refactor.move", /^Move /, "No item here can be moved."),
    convertItems: () => refactor("refactor.rewrite", /^Convert the/, "No checklist or table here can be converted."),
    numberRows: () => refactor("refactor.rewrite", /^Number the/, "The cursor is not in a table with ids."),
    addLegend: () => refactor("refactor.rewrite", /^Add a legend/, "The document already has a legend, or no statuses."),
    openBoard: () => {
      boards.open();
    },
    showItems: () => tree.show(),
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
  function refactor(kind: string, title: RegExp, nothing: string): Promise<void> {
    return changing.refactor(kind, title, nothing);
  }
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`backlog-ls.${name}`, run),
    ),
  );
}

function identityOf(node: Node | undefined): string | undefined {
  return node?.known?.identity;
}

async function apply(kind: string): Promise<void> {
  await vscode.commands.executeCommand("editor.action.sourceAction", { kind, apply: "first" });
}

async function newBacklog(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content: NEW_BACKLOG });
  await vscode.window.showTextDocument(document);
}

async function showMenu(): Promise<void> {
  const choices = [
    { label: "$(project) Open Board", command: "openBoard" },
    { label: "$(list-tree) Show Items", command: "showItems" },
    { label: "$(table) Format Tables", command: "formatTables" },
    { label: "$(wand) Fix All That Is Safe to Fix", command: "fixAll" },
    { label: "$(output) Show Output", command: "showOutput" },
    { label: "$(debug-restart) Restart Server", command: "restart" },
  ];
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: "Backlog" });
  if (chosen) await vscode.commands.executeCommand(`backlog-ls.${chosen.command}`);
}

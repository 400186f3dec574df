/** The commands, by the names under which `package.json` has them. */

import * as vscode from "vscode";

import type { Service } from "./service";

export function registerCommands(service: Service, output: vscode.OutputChannel): vscode.Disposable {
  const commands: Readonly<Record<string, () => unknown>> = {
    restart: () => service.restart(),
    install: () => service.install(),
    showOutput: () => {
      output.show();
    },
    // As source actions, so that VS Code applies them like any other: one step to undo.
    formatTables: () => apply("source.formatTables"),
    fixAll: () => apply("source.fixAll.backlog-ls"),
    menu: showMenu,
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`backlog-ls.${name}`, run),
    ),
  );
}

async function apply(kind: string): Promise<void> {
  await vscode.commands.executeCommand("editor.action.sourceAction", { kind, apply: "first" });
}

async function showMenu(): Promise<void> {
  const choices = [
    { label: "$(table) Format Tables", command: "formatTables" },
    { label: "$(wand) Fix All That Is Safe to Fix", command: "fixAll" },
    { label: "$(output) Show Output", command: "showOutput" },
    { label: "$(debug-restart) Restart Server", command: "restart" },
  ];
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: "Backlog" });
  if (chosen) await vscode.commands.executeCommand(`backlog-ls.${chosen.command}`);
}

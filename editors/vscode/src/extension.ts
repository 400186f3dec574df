/** Where VS Code begins and ends. */

import * as vscode from "vscode";

import { registerCommands } from "./commands";
import * as python from "./python";
import { registerRulePages } from "./rules";
import { createService, type Service } from "./service";
import { changeOf } from "./settings/read";
import { createStatus } from "./status";

let service: Service | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel("Backlog");
  const status = createStatus();
  const started = createService(context, output, (state) => {
    status.show(state);
  });
  service = started;
  context.subscriptions.push(
    output,
    status,
    registerCommands(started, output),
    registerRulePages(),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const change = changeOf(event);
      if (change === "start") void started.restart();
      else if (change === "settings") void started.reconfigure();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void started.restart()),
  );
  // Not waited for: VS Code goes on while Pythons are asked what they have.
  void started.restart();
  void python
    .watch(() => void started.reselected())
    .then((watching) => {
      if (watching) context.subscriptions.push(watching);
    });
}

export async function deactivate(): Promise<void> {
  await service?.stop();
}

/** The entry point: activation and deactivation. */

import * as vscode from "vscode";

import { createBacklogs } from "./backlogs";
import { createBoards } from "./board/panel";
import { createChanging } from "./changing";
import { registerCommands } from "./commands";
import { createCounts } from "./counts";
import { createFollower } from "./follower";
import * as python from "./python";
import { createReports } from "./report/panel";
import { registerRulePages } from "./rules";
import { createService, type Service } from "./service";
import { stateKey } from "./state";
import { changeOf } from "./settings/read";
import { createStatus } from "./status";
import { watchStatuses } from "./suggesting";
import { createTree } from "./tree";

let service: Service | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel("Backlog");
  const running = (): ReturnType<Service["running"]> => service?.running();
  const follower = createFollower(running);
  // After the follower, so that it knows the active document before this is shown.
  const status = createStatus(follower);
  const started = createService(context, output, (state) => {
    status.show(state);
    boards.show(state);
    void vscode.commands.executeCommand("setContext", "backlog-ls.server", stateKey(state));
    if (state.kind !== "running") return;
    follower.again();
    backlogs.again();
  });
  service = started;
  const changing = createChanging(follower, running);
  const backlogs = createBacklogs(follower, running);
  const tree = createTree(follower, backlogs, context.workspaceState);
  const boards = createBoards(context.extensionUri, follower, changing);
  const reports = createReports(context.extensionUri, follower, () => started.state, output);
  context.subscriptions.push(
    output,
    status,
    follower,
    backlogs,
    tree,
    boards,
    reports,
    createCounts(follower),
    watchStatuses(follower, running),
    registerCommands({ service: started, follower, output, tree, boards, reports, changing }),
    registerRulePages(running),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const change = changeOf(event);
      if (change === "start") void started.restart();
      else if (change === "settings") {
        void started.reconfigure().then(() => {
          follower.again();
          backlogs.again();
        });
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void started.restart()),
  );
  // Until then hide the tree: there may never be any Markdown.
  void vscode.commands.executeCommand("setContext", "backlog-ls.isActive", true);
  // Do not wait: VS Code must not be blocked while Pythons are examined.
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

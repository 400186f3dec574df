/**
 * The language status, which shows the running server and the role of the active document, and the item
 * in the status bar.
 */

import * as vscode from "vscode";

import { DOCUMENTS } from "./client";
import type { Follower } from "./follower";
import { isLikely } from "./remedies";
import { describeRole, formatRole, ROLES_SETTING } from "./role";
import { stateKey, told, type State } from "./state";

const ICONS: Readonly<Record<State["kind"], string>> = {
  starting: "$(loading~spin)",
  installing: "$(loading~spin)",
  running: "$(checklist)",
  failed: "$(warning)",
};

const SHOW_OUTPUT = { command: "backlog-ls.showOutput", title: "Show Output" };
const COMMANDS: Readonly<Record<ReturnType<typeof stateKey>, vscode.Command>> = {
  starting: SHOW_OUTPUT,
  installing: SHOW_OUTPUT,
  running: SHOW_OUTPUT,
  missing: { command: "backlog-ls.install", title: "Install Server" },
  failed: { command: "backlog-ls.restart", title: "Try Again" },
};

export interface Status {
  show(state: State): void;
  dispose(): void;
}

export function createStatus(follower: Follower): Status {
  const language = vscode.languages.createLanguageStatusItem("backlog-ls.server", DOCUMENTS);
  language.name = "Backlog Server";
  // Not for any document yet.
  const role = vscode.languages.createLanguageStatusItem("backlog-ls.role", []);
  role.name = "Backlog Role";
  const bar = vscode.window.createStatusBarItem("backlog-ls", vscode.StatusBarAlignment.Right, 95);
  bar.name = "Backlog";
  bar.command = "backlog-ls.menu";
  let server = "";
  let isRunning = false;
  const following = [
    follower.onDidChange(showRole),
    vscode.window.onDidChangeActiveTextEditor(showWhereItBelongs),
    // The language of the active document may change.
    vscode.workspace.onDidOpenTextDocument(showWhereItBelongs),
  ];
  showWhereItBelongs();

  function showWhereItBelongs(): void {
    const document = vscode.window.activeTextEditor?.document;
    // The output counts as an editor; who reads it still has the backlog before them.
    if (document?.uri.scheme === "output") return;
    const isOurs = document !== undefined && vscode.languages.match(DOCUMENTS, document) > 0;
    // Without a server, a file that is no backlog need not know of it.
    if (isOurs && (isRunning || isLikely(document))) bar.show();
    else bar.hide();
    showRole();
  }

  function showRole(): void {
    const answer = isRunning ? follower.role : undefined;
    role.selector = answer ? DOCUMENTS : [];
    bar.tooltip = server;
    if (!answer) return;
    const shown = describeRole(answer);
    const whole = `${formatRole(shown)}\n${shown.hint}`;
    role.text = shown.title;
    role.detail = shown.brief;
    role.command = {
      command: "workbench.action.openSettings",
      arguments: [ROLES_SETTING],
      title: "Change",
      tooltip: whole,
    };
    bar.tooltip = `${whole}\n\n${server}`;
  }

  return {
    show(state) {
      const { text, detail } = told(state);
      language.text = text;
      language.detail = detail;
      language.busy = state.kind === "starting" || state.kind === "installing";
      const key = stateKey(state);
      const failed = key === "failed" || key === "missing";
      // What is only missing is no warning: the file may not be a backlog.
      language.severity =
        key === "failed" ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
      language.command = COMMANDS[key];
      bar.text = `${ICONS[state.kind]} Backlog`;
      server = `${text}: ${detail}`;
      isRunning = state.kind === "running";
      showWhereItBelongs();
      bar.backgroundColor = failed
        ? new vscode.ThemeColor("statusBarItem.warningBackground")
        : undefined;
    },
    dispose() {
      for (const each of [language, role, bar, ...following]) each.dispose();
    },
  };
}

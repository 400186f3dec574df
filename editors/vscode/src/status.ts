/** The language status, which says what runs, and the item in the status bar. */

import * as vscode from "vscode";

import { DOCUMENTS } from "./client";
import { told, type State } from "./state";

const ICONS: Readonly<Record<State["kind"], string>> = {
  starting: "$(loading~spin)",
  installing: "$(loading~spin)",
  running: "$(checklist)",
  failed: "$(warning)",
};

export interface Status {
  show(state: State): void;
  dispose(): void;
}

export function createStatus(): Status {
  const language = vscode.languages.createLanguageStatusItem("backlog-ls.server", DOCUMENTS);
  language.name = "Backlog Server";
  const bar = vscode.window.createStatusBarItem("backlog-ls", vscode.StatusBarAlignment.Right, 95);
  bar.name = "Backlog";
  bar.command = "backlog-ls.menu";
  const follow = vscode.window.onDidChangeActiveTextEditor(showWhereItBelongs);
  // A document may become Markdown, or stop being it, while it is looked at.
  const reopened = vscode.workspace.onDidOpenTextDocument(showWhereItBelongs);
  showWhereItBelongs();

  function showWhereItBelongs(): void {
    const document = vscode.window.activeTextEditor?.document;
    // The output counts as an editor; who reads it still has the backlog before them.
    if (document?.uri.scheme === "output") return;
    if (document && vscode.languages.match(DOCUMENTS, document) > 0) bar.show();
    else bar.hide();
  }

  return {
    show(state) {
      const { text, detail } = told(state);
      const failed = state.kind === "failed";
      language.text = text;
      language.detail = detail;
      language.busy = state.kind === "starting" || state.kind === "installing";
      language.severity = failed
        ? vscode.LanguageStatusSeverity.Warning
        : vscode.LanguageStatusSeverity.Information;
      language.command = failed
        ? { command: "backlog-ls.restart", title: "Try Again" }
        : { command: "backlog-ls.showOutput", title: "Show Output" };
      bar.text = `${ICONS[state.kind]} Backlog`;
      bar.tooltip = `${text}: ${detail}`;
      bar.backgroundColor = failed
        ? new vscode.ThemeColor("statusBarItem.warningBackground")
        : undefined;
    },
    dispose() {
      for (const each of [language, bar, follow, reopened]) each.dispose();
    },
  };
}

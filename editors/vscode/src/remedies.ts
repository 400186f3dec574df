/** Shows a complaint, once a backlog is open, and performs the actions of its buttons. */

import * as vscode from "vscode";

import * as python from "./python";
import { TITLES, type Complaint, type Remedy } from "./server/complaint";
import { isLikelyBacklog } from "./server/likely";

const PYTHON_SITE = "https://www.python.org/downloads/";

/** Show a complaint, wait for a button and perform its action. */
export async function complain(complaint: Complaint): Promise<void> {
  const buttons = complaint.remedies.map((remedy) => ({ title: TITLES[remedy], remedy }));
  const chosen = await (complaint.question
    ? vscode.window.showInformationMessage(complaint.text, ...buttons)
    : vscode.window.showErrorMessage(complaint.text, ...buttons));
  if (chosen) await perform(chosen.remedy);
}

/** Perform the action of a button. */
export async function perform(remedy: Remedy): Promise<void> {
  await REMEDIES[remedy]();
}

/** Tell whether a document is a backlog, as far as that can be known without a server. */
export function isLikely(document: vscode.TextDocument): boolean {
  return (
    document.languageId === "markdown" &&
    ["file", "untitled"].includes(document.uri.scheme) &&
    isLikelyBacklog(document.uri.path, () => document.getText())
  );
}

/** Call `action` as soon as a backlog is in view: at once, or when one is opened. */
export function onBacklog(action: () => void): vscode.Disposable {
  const inView = (): boolean => vscode.window.visibleTextEditors.some(({ document }) => isLikely(document));
  if (inView()) {
    action();
    return new vscode.Disposable(() => undefined);
  }
  const watching = vscode.window.onDidChangeVisibleTextEditors(() => {
    if (!inView()) return;
    watching.dispose();
    action();
  });
  return watching;
}

const REMEDIES: Readonly<Record<Remedy, () => unknown>> = {
  install: () => vscode.commands.executeCommand("backlog-ls.install"),
  "install-again": () => vscode.commands.executeCommand("backlog-ls.install"),
  restart: () => vscode.commands.executeCommand("backlog-ls.restart"),
  "show-output": () => vscode.commands.executeCommand("backlog-ls.showOutput"),
  "open-path-setting": () => openSetting("backlog-ls.path"),
  "open-interpreter-setting": () => openSetting("backlog-ls.interpreter"),
  "select-interpreter": () => python.choose(),
  "get-python": () => vscode.env.openExternal(vscode.Uri.parse(PYTHON_SITE)),
};

async function openSetting(name: string): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", name);
}

/** Shows a complaint and performs the actions of its buttons. */

import * as vscode from "vscode";

import * as python from "./python";
import { TITLES, type Complaint, type Remedy } from "./server/complaint";

const PYTHON_SITE = "https://www.python.org/downloads/";

/** Show a complaint, wait for a button and perform its action. */
export async function complain(complaint: Complaint): Promise<void> {
  const buttons = complaint.remedies.map((remedy) => ({ title: TITLES[remedy], remedy }));
  const chosen = await (complaint.question
    ? vscode.window.showInformationMessage(complaint.text, ...buttons)
    : vscode.window.showErrorMessage(complaint.text, ...buttons));
  if (chosen) await REMEDIES[chosen.remedy]();
}

const REMEDIES: Readonly<Record<Remedy, () => unknown>> = {
  install: () => vscode.commands.executeCommand("backlog-ls.install"),
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

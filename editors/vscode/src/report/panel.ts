/** The report: a page beside the text, made by the program of the server, and again when a file is saved. */

import * as vscode from "vscode";

import { shown } from "../changing";
import type { Follower } from "../follower";
import { TITLES } from "../server/complaint";
import type { Found } from "../server/find";
import { run } from "../server/machine";
import type { State } from "../state";
import { outcomeOf } from "./outcome";
import { dressed, SHOW_LINE } from "./page";
import { ofDocument, ofFolders, type Request } from "./request";

export interface Reports {
  dispose(): void;
  /** Show the report of the active or last active backlog, with its text as it is in the editor. */
  showDocument(): Promise<void>;
  /** Show the report of all backlogs of the workspace. */
  showWorkspace(): Promise<void>;
  /** Go to a line, 1-based, of the file at an absolute path. */
  showLine(path: string, line: number): Promise<void>;
}

/** Milliseconds for a report, also of a large workspace on a busy machine. */
const PATIENCE = 180_000;

interface Subject {
  readonly title: string;
  request(found: Found): Promise<Request>;
}

export function createReports(
  extension: vscode.Uri,
  follower: Follower,
  state: () => State,
  output: vscode.OutputChannel,
): Reports {
  let panel: vscode.WebviewPanel | undefined;
  let subject: Subject | undefined;
  /** The folder and the shown page, as it was written. */
  let written = "";
  let isStale = false;
  let isTold = false;
  let running: AbortController | undefined;

  async function open(next: Subject): Promise<void> {
    if (state().kind !== "running") {
      // It says why, and has what helps.
      await vscode.commands.executeCommand("backlog-ls.menu");
      return;
    }
    subject = next;
    isTold = false;
    panel?.reveal(undefined, false);
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "Backlog report" }, refresh);
  }

  async function refresh(): Promise<void> {
    const now = state();
    if (!subject || now.kind !== "running") return;
    running?.abort();
    const mine = new AbortController();
    running = mine;
    isStale = false;
    const { title } = subject;
    try {
      const { folder, command, input } = await subject.request(now.found);
      // In the folder of the extension, no foreign modules can be imported.
      const options = { folder: extension.fsPath, patience: PATIENCE, signal: mine.signal, input };
      const ended = await run(command, options);
      if (running !== mine) return;
      const { html, problem } = outcomeOf(ended);
      if (html !== undefined) show(title, html, folder);
      if (problem === undefined) isTold = false;
      else complain(problem, `${command.join(" ")}\n${ended.stderr}`);
    } catch (error) {
      // For example, the file is no longer there, or the program is not.
      if (running === mine) complain(`There is no report: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      if (running === mine) running = undefined;
    }
  }

  /** Once, and not again at each save. */
  function complain(problem: string, details = problem): void {
    output.appendLine(details);
    if (isTold) return;
    isTold = true;
    void vscode.window.showErrorMessage(problem, TITLES["show-output"]).then((chosen) => {
      if (chosen) output.show();
    });
  }

  function show(title: string, html: string, folder: string): void {
    panel ??= create();
    panel.title = title;
    // Setting it closes what the reader has unfolded.
    if (written === folder + html) return;
    written = folder + html;
    panel.webview.html = dressed(html, folder);
  }

  function create(): vscode.WebviewPanel {
    const made = vscode.window.createWebviewPanel("backlog-ls.report", "Report", vscode.ViewColumn.Beside, {
      enableScripts: false,
      enableCommandUris: [SHOW_LINE],
      enableFindWidget: true,
      localResourceRoots: [],
      // Keep scroll position and what is unfolded while another tab is visible.
      retainContextWhenHidden: true,
    });
    made.iconPath = {
      light: vscode.Uri.joinPath(extension, "images", "report-light.svg"),
      dark: vscode.Uri.joinPath(extension, "images", "report-dark.svg"),
    };
    made.onDidChangeViewState(() => {
      if (made.visible && isStale) void refresh();
    });
    made.onDidDispose(() => {
      running?.abort();
      running = panel = subject = undefined;
      written = "";
    });
    return made;
  }

  const saving = vscode.workspace.onDidSaveTextDocument(({ languageId, uri }) => {
    if (!panel || (languageId !== "markdown" && !uri.path.endsWith("/.backlog-ls.toml"))) return;
    if (panel.visible) void refresh();
    else isStale = true;
  });

  return {
    showDocument: async () => {
      const document = follower.followed?.document;
      if (document) await open(subjectOf(document));
      else void vscode.window.showInformationMessage("No backlog is open.");
    },
    showWorkspace: async () => {
      const [first, ...others] = vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath) ?? [];
      if (first === undefined) void vscode.window.showInformationMessage("No folder is open.");
      else await open({ title: "Report: All Backlogs", request: (found) => Promise.resolve(ofFolders(found, [first, ...others])) });
    },
    showLine: async (path, line) => {
      const position = new vscode.Position(Math.max(line - 1, 0), 0);
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
      await shown(document, new vscode.Range(position, position));
    },
    dispose: () => {
      saving.dispose();
      panel?.dispose();
    },
  };
}

function subjectOf(document: vscode.TextDocument): Subject {
  const { uri, isUntitled } = document;
  const folder = vscode.workspace.getWorkspaceFolder(uri) ?? (isUntitled ? vscode.workspace.workspaceFolders?.[0] : undefined);
  return {
    title: `Report: ${uri.path.split("/").at(-1) ?? ""}`,
    request: async (found) => {
      // Its text is that in the editor, or that of the file if it was closed.
      const text = (isUntitled ? document : await vscode.workspace.openTextDocument(uri)).getText();
      return ofDocument(found, { text, path: isUntitled ? undefined : uri.fsPath }, folder?.uri.fsPath);
    },
  };
}

/**
 * Opens the completion when a status is typed. VS Code does that for no letters in Markdown, because it
 * would offer words in every sentence; here only where the server offers statuses.
 */

import * as vscode from "vscode";

import type { Run } from "./client";
import type { Follower } from "./follower";

const LETTER = /^\p{L}$/u;
/** What a status stands in: a cell, or a field. */
const PLACE = /[|:]/;

export function watchStatuses(follower: Follower, running: () => Run | undefined): vscode.Disposable {
  async function suggest(document: vscode.TextDocument, position: vscode.Position): Promise<void> {
    const offered = await running()?.offersStatuses(document, position).catch(() => false);
    const editor = vscode.window.activeTextEditor;
    if (!offered || editor?.document !== document || editor.selection.active.line !== position.line) return;
    await vscode.commands.executeCommand("editor.action.triggerSuggest");
  }

  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
    const [change, more] = contentChanges;
    if (document !== follower.followed?.document || !follower.inView || !change || more || reason) return;
    const { start } = change.range;
    const before = document.lineAt(start.line).text.slice(0, start.character);
    // Once at the beginning of a word: after that the list is filtered.
    if (!LETTER.test(change.text) || !PLACE.test(before) || /[\p{L}\d]$/u.test(before)) return;
    const configuration = vscode.workspace.getConfiguration("editor", document);
    if (!configuration.get<boolean>("suggestOnTriggerCharacters", true)) return;
    void suggest(document, start.translate(0, change.text.length));
  });
}

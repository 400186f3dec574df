/** Applies edits of the server in the editor that shows the document. */

import * as vscode from "vscode";
import { ApplyWorkspaceEditRequest, type LanguageClient } from "vscode-languageclient/node";

/**
 * Apply edits of a single visible document through its editor. VS Code's own way would also change a
 * read-only document, which could not be saved.
 */
export function registerApplying(client: LanguageClient): vscode.Disposable {
  return client.onRequest(ApplyWorkspaceEditRequest.type, async ({ edit }) => {
    const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
    const [changed] = converted.entries();
    const editor = changed && converted.size === 1 ? editorOf(changed[0]) : undefined;
    if (!changed || !editor) return { applied: await vscode.workspace.applyEdit(converted) };
    const version = edit.documentChanges?.flatMap((each) =>
      "textDocument" in each ? [each.textDocument.version] : [],
    )[0];
    const before = editor.document.version;
    if (version !== undefined && version !== null && version !== before) return { applied: false };
    const done = await editor.edit((builder) => {
      for (const { range, newText } of changed[1]) builder.replace(range, newText);
    });
    // A read-only editor reports success but changes nothing.
    return { applied: done && editor.document.version !== before };
  });
}

function editorOf(uri: vscode.Uri): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
}

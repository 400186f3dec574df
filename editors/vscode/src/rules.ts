/**
 * The documentation of a rule, behind the code of a diagnostic. The server names a place in a file
 * of all rules, which VS Code would open as source, at its top; here the rule's chapter is shown as
 * it is meant to be read.
 */

import { readFile } from "node:fs/promises";

import * as vscode from "vscode";

import { chapter } from "./server/chapter";

const SCHEME = "backlog-ls-rule";
const COMMAND = "backlog-ls.showRule";

export function registerRulePages(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: async (uri) => {
        const page = await readFile(uri.query, "utf-8");
        return chapter(page, uri.fragment) ?? page;
      },
    }),
    vscode.commands.registerCommand(COMMAND, async (code: string, file: string) => {
      // Its path is what the preview takes for the title.
      const page = vscode.Uri.from({ scheme: SCHEME, path: `/${code}.md`, query: file, fragment: code });
      await vscode.commands.executeCommand("markdown.showPreviewToSide", page);
    }),
  );
}

/** Let the code of a diagnostic lead to its documentation. */
export function link(diagnostic: vscode.Diagnostic): void {
  const { code } = diagnostic;
  if (typeof code !== "object" || code.target.scheme !== "file" || code.target.fragment === "") return;
  const args = encodeURIComponent(JSON.stringify([code.target.fragment, code.target.fsPath]));
  diagnostic.code = { value: code.value, target: vscode.Uri.parse(`command:${COMMAND}?${args}`) };
}

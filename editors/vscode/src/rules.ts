/**
 * The page of a rule, behind the code of a diagnostic: the server's text as a preview, not as a file.
 *
 * The link names a virtual document, for which `package.json` chooses the preview as its editor. A command
 * as the link would work in the Problems, but VS Code runs none from the hover.
 */

import * as vscode from "vscode";

import type { Run } from "./client";

const SCHEME = "backlog-ls-rule";

export function registerRulePages(running: () => Run | undefined): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async ({ path }) => {
      const code = path.slice(1).replace(/\.md$/, "");
      const page = await running()?.rule(code);
      return page?.text ?? `# ${code}\n\nThe Backlog server has no page about this rule, or is not running.\n`;
    },
  });
}

/** Let the code of a diagnostic lead to the page of its rule. */
export function link(diagnostic: vscode.Diagnostic): void {
  const { code } = diagnostic;
  const value = typeof code === "object" ? code.value : code;
  if (typeof value !== "string") return;
  // Its path is what the preview takes for the title.
  diagnostic.code = { value, target: vscode.Uri.from({ scheme: SCHEME, path: `/${value}.md` }) };
}

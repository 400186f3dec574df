/** What the server finds, on its way to the Problems: its codes get their links, and nothing is said twice. */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

import { unsaid } from "./beside";
import { link } from "./rules";

const SOURCE = "backlog-ls";

export interface Diagnosing {
  readonly middleware: Pick<
    Middleware,
    "provideDiagnostics" | "provideWorkspaceDiagnostics" | "handleDiagnostics"
  >;
  /** Whether something else is to be shown of a document, now that others say something else of it. */
  differs(uri: vscode.Uri): boolean;
}

export function createDiagnosing(): Diagnosing {
  /** Of open documents: all that was found, and how much of it is shown. */
  const found = new Map<string, { readonly items: vscode.Diagnostic[]; shown: number }>();

  function shownOf(uri: vscode.Uri): vscode.Diagnostic[] | undefined {
    const known = found.get(uri.toString());
    if (!known) return undefined;
    const shown = left(uri, known.items);
    known.shown = shown.length;
    return shown;
  }

  return {
    middleware: {
      provideDiagnostics: async (document, previous, token, next) => {
        const report = await next(document, previous, token);
        if (!report) return report;
        const uri = document instanceof vscode.Uri ? document : document.uri;
        if ("items" in report) {
          report.items.forEach(link);
          found.set(uri.toString(), { items: report.items, shown: 0 });
        }
        const shown = shownOf(uri);
        // What was found may be unchanged, and what others say of it not.
        return shown ? { ...report, kind: FULL, items: shown } : report;
      },
      provideWorkspaceDiagnostics: (previous, token, report, next) =>
        next(previous, token, (chunk) => {
          for (const each of chunk?.items ?? []) {
            if ("items" in each) each.items.forEach(link);
          }
          report(chunk);
        }),
      handleDiagnostics: (uri, diagnostics, next) => {
        diagnostics.forEach(link);
        next(uri, diagnostics);
      },
    },
    differs: (uri) => {
      const known = found.get(uri.toString());
      return known !== undefined && left(uri, known.items).length !== known.shown;
    },
  };
}

const FULL = "full" as never; // an enumeration that its package does not export

function left(uri: vscode.Uri, items: readonly vscode.Diagnostic[]): vscode.Diagnostic[] {
  return unsaid(items, vscode.languages.getDiagnostics(uri).filter(({ source }) => source !== SOURCE));
}

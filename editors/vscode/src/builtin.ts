/** Drops what VS Code's own Markdown features already offer: headings as symbols, files for links. */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

const HEADING = vscode.SymbolKind.Namespace;

/** A part of the client's middleware. */
export const BESIDE_BUILTIN: Pick<Middleware, "provideDocumentSymbols" | "provideCompletionItem"> = {
  provideDocumentSymbols: async (document, token, next) => {
    const symbols = await next(document, token);
    return symbols?.flatMap((each) => (each instanceof vscode.DocumentSymbol ? itemsOf(each) : []));
  },
  provideCompletionItem: async (document, position, context, token, next) => {
    const found = await next(document, position, context, token);
    const paths = vscode.workspace.getConfiguration("markdown.suggest.paths", document);
    if (!found || !paths.get<boolean>("enabled")) return found;
    const items = (Array.isArray(found) ? found : found.items).filter(
      (item) => !isBeside(document, position, item),
    );
    return Array.isArray(found) ? items : new vscode.CompletionList(items, found.isIncomplete);
  },
};

function itemsOf(symbol: vscode.DocumentSymbol): vscode.DocumentSymbol[] {
  const children = symbol.children.flatMap(itemsOf);
  if (symbol.kind === HEADING) return children;
  symbol.children = children;
  return [symbol];
}

/** Tell whether an item is a file in the typed folder, except milestones, for which we show more. */
function isBeside(document: vscode.TextDocument, position: vscode.Position, item: vscode.CompletionItem): boolean {
  const kinds = [vscode.CompletionItemKind.File, vscode.CompletionItemKind.Folder];
  if (item.kind === undefined || !kinds.includes(item.kind) || !item.range) return false;
  const { start } = item.range instanceof vscode.Range ? item.range : item.range.replacing;
  const typed = document.getText(new vscode.Range(start, position));
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  const path = typeof item.label === "string" ? item.label : item.label.label;
  return path.startsWith(folder) && !path.slice(folder.length, -1).includes("/");
}

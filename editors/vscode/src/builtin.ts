/** Drops what VS Code's own Markdown features already offer: headings, files and labels for links, places. */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

const HEADING = vscode.SymbolKind.Namespace;

/** A part of the client's middleware. */
export const BESIDE_BUILTIN: Pick<
  Middleware,
  "provideDocumentSymbols" | "provideCompletionItem" | "provideDefinition" | "provideReferences"
> = {
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
  provideDefinition: (document, position, token, next) =>
    withoutOthers("vscode.executeDefinitionProvider", document, position, async () => {
      const found = (await next(document, position, token)) ?? [];
      return (Array.isArray(found) ? found : [found]) as vscode.LocationLink[]; // never both in one answer
    }),
  provideReferences: (document, position, context, token, next) =>
    withoutOthers("vscode.executeReferenceProvider", document, position, async () =>
      (await next(document, position, context, token)) ?? [],
    ),
};

type Found = vscode.Location | vscode.LocationLink;

/** What is being asked of the others. VS Code passes such a question to this extension, too. */
const asked = new Set<string>();

/**
 * Drop the locations that other extensions find as well: theirs start a few characters before or after,
 * so VS Code would list both.
 */
async function withoutOthers<T extends Found>(
  command: string,
  document: vscode.TextDocument,
  position: vscode.Position,
  find: () => Promise<T[]>,
): Promise<T[]> {
  const question = [command, document.uri, position.line, position.character].join(" ");
  if (asked.has(question)) return [];
  const ours = await find();
  if (ours.length === 0) return ours;
  asked.add(question);
  try {
    const theirs = await vscode.commands.executeCommand<Found[]>(command, document.uri, position);
    return ours.filter((each) => !theirs.some((other) => overlap(each, other)));
  } finally {
    asked.delete(question);
  }
}

function overlap(one: Found, other: Found): boolean {
  const [first, second] = [placeOf(one), placeOf(other)];
  return first.uri.toString() === second.uri.toString() && first.range.intersection(second.range) !== undefined;
}

function placeOf(found: Found): vscode.Location {
  if (found instanceof vscode.Location) return found;
  const { targetUri, targetRange, targetSelectionRange } = found;
  return new vscode.Location(targetUri, targetSelectionRange ?? targetRange);
}

function itemsOf(symbol: vscode.DocumentSymbol): vscode.DocumentSymbol[] {
  const children = symbol.children.flatMap(itemsOf);
  if (symbol.kind === HEADING) return children;
  symbol.children = children;
  return [symbol];
}

/** Tell whether an item is offered by VS Code too: a label, or a file in the typed folder but a milestone. */
function isBeside(document: vscode.TextDocument, position: vscode.Position, item: vscode.CompletionItem): boolean {
  if (item.kind === undefined || !item.range) return false;
  const { start } = item.range instanceof vscode.Range ? item.range : item.range.replacing;
  if (item.kind === vscode.CompletionItemKind.Value) {
    return document.getText(new vscode.Range(start.with(undefined, 0), start)).endsWith("][");
  }
  const kinds = [vscode.CompletionItemKind.File, vscode.CompletionItemKind.Folder];
  if (!kinds.includes(item.kind)) return false;
  const typed = document.getText(new vscode.Range(start, position));
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  const path = typeof item.label === "string" ? item.label : item.label.label;
  return path.startsWith(folder) && !path.slice(folder.length, -1).includes("/");
}

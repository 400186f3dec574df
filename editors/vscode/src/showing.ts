/** Code lenses and inlay hints: they can be turned off, and lenses can be clicked. */

import * as vscode from "vscode";
import {
  CodeLensRequest,
  InlayHintRequest,
  type LanguageClient,
  type Middleware,
} from "vscode-languageclient/node";

import { isShown } from "./settings/shown";

/** A part of the client's middleware. */
export const SHOWING: Pick<Middleware, "provideCodeLenses" | "resolveCodeLens" | "provideInlayHints"> = {
  provideCodeLenses: async (document, token, next) => {
    if (!isShown("codeLens", document.uri)) return [];
    const lenses = (await next(document, token)) ?? [];
    lenses.forEach((lens) => places.set(lens, document.uri));
    return lenses;
  },
  resolveCodeLens: async (lens, token, next) => {
    const uri = places.get(lens);
    const resolved = await next(lens, token);
    if (resolved?.command?.title && uri) {
      resolved.command = {
        title: resolved.command.title,
        tooltip: [resolved.command.tooltip, "Click to show the items"].filter(Boolean).join("\n\n"),
        command: "backlog-ls.showSection",
        arguments: [uri.toString(), lens.range.start.line],
      };
    }
    return resolved;
  },
  provideInlayHints: (document, range, token, next) =>
    isShown("inlayHints", document.uri) ? next(document, range, token) : [],
};

/** The document of each lens: its data is the server's. */
const places = new WeakMap<vscode.CodeLens, vscode.Uri>();

/** Ask for lenses and hints again, because they were turned on or off. */
export function refreshShown(client: LanguageClient): void {
  for (const document of vscode.workspace.textDocuments) {
    client.getFeature(CodeLensRequest.method).getProvider(document)?.onDidChangeCodeLensEmitter.fire();
    client.getFeature(InlayHintRequest.method).getProvider(document)?.onDidChangeInlayHints.fire();
  }
}

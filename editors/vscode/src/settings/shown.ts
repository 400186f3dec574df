/** What the extension shows in and below the text, and can be turned off. */

import * as vscode from "vscode";

import { SECTION } from "./read";

export type Shown = "codeLens" | "inlayHints" | "counts";

export function isShown(what: Shown, scope?: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration(SECTION, scope ?? null).get(`show.${what}`, true);
}

/** Turn it on or off for this user. */
export async function toggle(what: Shown): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  await configuration.update(`show.${what}`, !isShown(what), vscode.ConfigurationTarget.Global);
}

/** Reads the user's settings from VS Code. */

import { homedir } from "node:os";

import * as vscode from "vscode";

import schema from "../../schemas/backlog-ls.json";
import type { Strategy, Wishes } from "../server/find";
import { given, keysOf } from "./given";
import { expanded } from "./variables";

export const SECTION = "backlog-ls";

/** The settings that choose the server: when one changes, the server is restarted. */
const STARTING = ["path", "interpreter", "importStrategy"].map((name) => `${SECTION}.${name}`);

const KEYS = keysOf(schema);

/**
 * Return the settings for the server: those that the user has set, without defaults.
 *
 * @param folder The URI of a workspace folder; without it, the settings for all folders.
 */
export function serverSettings(folder?: string): Record<string, unknown> {
  const scope = folder === undefined ? null : vscode.Uri.parse(folder);
  const configuration = vscode.workspace.getConfiguration(SECTION, scope);
  return given(KEYS, (key) => configuration.inspect(key));
}

export function wishes(): Wishes {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  return {
    path: words(configuration.get("path")),
    interpreter: words(configuration.get("interpreter")),
    strategy: configuration.get<Strategy>("importStrategy", "fromEnvironment"),
  };
}

export type Change = "none" | "settings" | "start";

export function changeOf(event: vscode.ConfigurationChangeEvent): Change {
  if (!event.affectsConfiguration(SECTION)) return "none";
  return STARTING.some((name) => event.affectsConfiguration(name)) ? "start" : "settings";
}

/** Return a list of strings with variables replaced. The setting may also be a single string. */
function words(value: unknown): string[] {
  const given = Array.isArray(value) ? (value as unknown[]) : [value];
  const around = {
    folder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
    home: homedir(),
    environment: process.env,
  };
  return given
    .filter((word): word is string => typeof word === "string" && word !== "")
    .map((word) => expanded(word, around));
}

/** The private environment of this extension: where it is, and how it is made under the user's eyes. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";

import * as vscode from "vscode";

import { install, privateServer, type InstallFailure } from "./server/environment";
import type { PrivateServer, Tools } from "./server/find";
import { workshop } from "./server/machine";

export interface Home {
  /** The extension's own folder. */
  readonly folder: string;
  /** Where environments are kept. */
  readonly storage: string;
}

/** Return what is installed already. */
export async function installed(home: Home): Promise<PrivateServer | undefined> {
  const wheel = await carriedWheel(home.folder);
  return wheel === undefined ? undefined : privateServer(home.storage, wheel, workshop(home.folder));
}

/** Install the carried wheel with `tools`. Undefined: it was cancelled. */
export async function installHere(
  home: Home,
  tools: Tools,
  output: vscode.OutputChannel,
  abort: AbortController,
  report: (step: string) => void,
): Promise<PrivateServer | InstallFailure | undefined> {
  const wheel = await carriedWheel(home.folder);
  if (wheel === undefined) {
    return { kind: "install-failed", step: "looking for the wheel", output: "" };
  }
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: "Installing the Backlog server",
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => {
      abort.abort();
    });
    const shop = workshop(home.folder, abort.signal, (text) => {
      output.append(text);
    });
    const made = await install(home.storage, wheel, tools, shop, (step) => {
      output.appendLine(`Private environment: ${step}`);
      progress.report({ message: step });
      report(step);
    });
    return abort.signal.aborted ? undefined : made;
  });
}

async function carriedWheel(folder: string): Promise<string | undefined> {
  const bundled = join(folder, "bundled");
  const names = await readdir(bundled).catch((): string[] => []);
  const wheel = names.find((name) => name.endsWith(".whl"));
  return wheel === undefined ? undefined : join(bundled, wheel);
}

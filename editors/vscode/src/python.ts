/** The Python extension, when it is there: which interpreter is selected, and when that changes. */

import * as vscode from "vscode";

const EXTENSION = "ms-python.python";

/** The part of its API (`environments`) that is used here. */
interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath(): { readonly path: string };
    resolveEnvironment(
      path: unknown,
    ): Promise<{ readonly executable?: { readonly uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath?: vscode.Event<unknown>;
  };
}

export function isPresent(): boolean {
  return vscode.extensions.getExtension(EXTENSION) !== undefined;
}

/** Return the path of the selected interpreter. One of an untrusted workspace does not count. */
export async function selected(): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  try {
    const environments = (await api())?.environments;
    const environment = await environments?.resolveEnvironment(
      environments.getActiveEnvironmentPath(),
    );
    return environment?.executable?.uri?.fsPath;
  } catch {
    return undefined; // its trouble is not ours: there are other places to look
  }
}

/** Call `changed` whenever another interpreter is selected. */
export async function watch(changed: () => void): Promise<vscode.Disposable | undefined> {
  try {
    return (await api())?.environments?.onDidChangeActiveEnvironmentPath?.(changed);
  } catch {
    return undefined;
  }
}

export async function choose(): Promise<void> {
  await vscode.commands.executeCommand("python.setInterpreter");
}

async function api(): Promise<PythonApi | undefined> {
  return vscode.extensions.getExtension<PythonApi>(EXTENSION)?.activate();
}

/** The Python extension, if installed: the selected interpreter and its changes. */

import * as vscode from "vscode";

const EXTENSION = "ms-python.python";

/** The part of its API (`environments`) that we use. */
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

/** Return the path of the selected interpreter. That of an untrusted workspace is ignored. */
export async function selected(): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  try {
    const environments = (await api())?.environments;
    const environment = await environments?.resolveEnvironment(
      environments.getActiveEnvironmentPath(),
    );
    return environment?.executable?.uri?.fsPath;
  } catch {
    return undefined; // ignore its errors: there are other ways to find a server
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

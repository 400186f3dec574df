/** One run of the server: its process, and the language client that talks to it. */

import { spawn, type ChildProcess } from "node:child_process";

import * as vscode from "vscode";
import {
  CloseAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  Command,
  CompletionItemKind,
  CompletionRequest,
  ErrorAction,
  LanguageClient,
  type CodeAction,
  DocumentDiagnosticRequest,
  type ConfigurationParams,
  type LanguageClientOptions,
  type StaticFeature,
} from "vscode-languageclient/node";

import { registerApplying } from "./applying";
import { BESIDE_BUILTIN } from "./builtin";
import { createDiagnosing, type Diagnosing } from "./diagnostics";
import type { DeclaredStatus, Listing } from "./items/listing";
import type { RoleAnswer } from "./role";
import type { Found } from "./server/find";
import { SECTION, serverSettings } from "./settings/read";
import { refreshShown, SHOWING } from "./showing";

/** The documents that the server gets: what it follows links from has to be on the disk, or new. */
export const DOCUMENTS = [
  { language: "markdown", scheme: "file" },
  { language: "markdown", scheme: "untitled" },
];

/** Milliseconds until a server that says nothing counts as broken. */
const START_PATIENCE = 60_000;
/** Milliseconds that a server gets to end by itself. */
const STOP_PATIENCE = 2_000;

export interface Run {
  /** The name and version of the server, as in `backlog-ls 0.1.0`. */
  readonly name: string;
  readonly processId: number;
  /** Notify the server of changed settings. */
  reconfigure(): Promise<void>;
  /** Ask for all items of a document. Null: it is not open, or no backlog. */
  items(uri: string, token: vscode.CancellationToken): Promise<Listing | null>;
  /** Tell whether statuses are offered as completions at a position. */
  offersStatuses(document: vscode.TextDocument, position: vscode.Position): Promise<boolean>;
  /** Ask for the page of a rule, in Markdown. */
  rule(code: string): Promise<{ readonly text: string } | null>;
  /** Ask for the files of the workspace that may be backlogs. */
  backlogs(): Promise<readonly { readonly uri: string; readonly folder: string }[]>;
  /** Ask for the items of those of `uris` that are backlogs and not open. */
  unopenedItems(uris: readonly string[]): Promise<readonly Listing[]>;
  /** Request the role of a document. Null: it is not open, or the server is too old to tell. */
  role(uri: string, token: vscode.CancellationToken): Promise<RoleAnswer | null>;
  /** Ask for what the status of an item can be set to; nothing where it has none. */
  choices(target: object): Promise<DeclaredStatus[]>;
  /** Run a command of the server, which changes the document through the editor. */
  command(name: string, target: object): Promise<boolean>;
  /** What the server offers to do at a selection. */
  actions(editor: vscode.TextEditor, kind: string): Promise<CodeAction[]>;
  /** Do what was offered. Where it cannot be done after all, the server says why. */
  perform(action: CodeAction): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Start a server.
 *
 * @param folder Where it runs: never the workspace, whose files Python would import.
 * @param ended Called when the server ends without being asked to, after it had started.
 * @throws Error with a reason for the user, when it does not start.
 */
export async function launch(
  found: Found,
  folder: string,
  output: vscode.OutputChannel,
  ended: (how: string) => void,
): Promise<Run> {
  output.appendLine(`Starting ${[found.command, ...found.args].join(" ")}`);
  const child = spawn(found.command, found.args, { cwd: folder, windowsHide: true });
  const death = deathOf(child);
  let stopping = false;
  const diagnosing = createDiagnosing();
  const client = new QuietClient(SECTION, "Backlog", () => Promise.resolve(child), {
    ...options(output, diagnosing),
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      // Starting again is for the one who started: it looks anew for what there is to start.
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
    },
  });
  client.registerFeature(OWN_CAPABILITIES);
  try {
    await Promise.race([
      client.start(),
      death.then((how) => Promise.reject(new Error(how))),
      failAfter(START_PATIENCE, "it does not answer."),
    ]);
  } catch (error) {
    child.kill("SIGKILL");
    await client.dispose(0).catch(() => undefined);
    throw error;
  }
  registerApplying(client);
  const others = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.some((uri) => diagnosing.differs(uri))) pullAgain(client);
  });
  void death.then((how) => {
    output.appendLine(`The server stopped: ${how}`);
    others.dispose();
    if (!stopping) {
      void client.dispose(0).catch(() => undefined);
      ended(how);
    }
  });
  const info = client.initializeResult?.serverInfo;
  return {
    name: info ? `${info.name} ${info.version ?? ""}`.trimEnd() : "backlog-ls",
    processId: child.pid ?? 0,
    reconfigure: async () => {
      // Without settings: the server asks for them, so that there is one way they come.
      await client.sendNotification("workspace/didChangeConfiguration", { settings: null });
      refreshShown(client);
    },
    items: (uri, token) => client.sendRequest<Listing | null>("backlog-ls/items", { uri }, token),
    offersStatuses: async (document, position) => {
      const offered = await client.sendRequest(CompletionRequest.type, {
        textDocument: { uri: document.uri.toString() },
        position: client.code2ProtocolConverter.asPosition(position),
      });
      const items = Array.isArray(offered) ? offered : (offered?.items ?? []);
      return items.some(({ kind }) => kind === CompletionItemKind.EnumMember);
    },
    rule: (code) => client.sendRequest("backlog-ls/rule", { code }),
    backlogs: () => client.sendRequest("backlog-ls/backlogs", {}),
    unopenedItems: (uris) =>
      uris.length === 0 ? Promise.resolve([]) : client.sendRequest("backlog-ls/unopenedItems", { uris }),
    role: (uri, token) =>
      client.sendRequest<RoleAnswer | null>("backlog-ls/role", { uri }, token).catch(() => null),
    choices: (target) => client.sendRequest<DeclaredStatus[]>("backlog-ls/choices", target),
    command: (name, target) =>
      client.sendRequest<boolean>("workspace/executeCommand", {
        command: `${SECTION}.${name}`,
        arguments: [target],
      }),
    actions: async ({ document, selection }, kind) => {
      const offered = await client.sendRequest(CodeActionRequest.type, {
        textDocument: { uri: document.uri.toString() },
        range: client.code2ProtocolConverter.asRange(selection),
        context: { diagnostics: [], only: [kind] },
      });
      return (offered ?? []).filter((each): each is CodeAction => !Command.is(each));
    },
    perform: async (action) => {
      const done = action.edit ? action : await client.sendRequest(CodeActionResolveRequest.type, action);
      const edit = await client.protocol2CodeConverter.asWorkspaceEdit(done.edit);
      if (edit) await vscode.workspace.applyEdit(edit);
    },
    stop: async () => {
      stopping = true;
      others.dispose();
      await client.dispose(STOP_PATIENCE).catch(() => undefined);
      if (child.exitCode === null) child.kill("SIGKILL");
    },
  };
}

/**
 * The palette and the menus have commands for the other code actions, so the lightbulb can be short; and
 * codes lead to the pages of their rules, so hovers need not explain them.
 */
const OWN_CAPABILITIES: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    const { experimental } = capabilities as { experimental?: object };
    capabilities.experimental = { ...experimental, backlogLs: { shortCodeActions: true, rulePages: true } };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

/** Its errors stand in the output; those that concern the user are told in one place, with buttons. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Ask anew for what is wrong in the open documents; where nothing is, that costs next to nothing. */
function pullAgain(client: LanguageClient): void {
  const feature = client.getFeature(DocumentDiagnosticRequest.method);
  for (const document of vscode.workspace.textDocuments) {
    if (vscode.languages.match(DOCUMENTS, document) === 0) continue;
    feature?.getProvider(document)?.onDidChangeDiagnosticsEmitter.fire();
    return;
  }
}

function options(output: vscode.OutputChannel, diagnosing: Diagnosing): LanguageClientOptions {
  return {
    documentSelector: DOCUMENTS,
    outputChannel: output,
    initializationOptions: serverSettings(),
    initializationFailedHandler: () => false,
    markdown: { isTrusted: false, supportHtml: false },
    middleware: {
      ...diagnosing.middleware,
      ...BESIDE_BUILTIN,
      ...SHOWING,
      workspace: {
        configuration: async (params: ConfigurationParams, token, next) => {
          const answer = await next(params, token);
          if (!Array.isArray(answer)) return answer;
          return params.items.map((item, index): unknown =>
            item.section === SECTION ? serverSettings(item.scopeUri) : answer[index],
          );
        },
      },
    },
  };
}

/** Resolves with how a process ended, in words. */
function deathOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      resolve(`${error.message}.`);
    });
    child.once("exit", (code, signal) => {
      resolve(signal === null ? `it exited with code ${code ?? "?"}.` : `it was terminated by ${signal}.`);
    });
  });
}

function failAfter(patience: number, reason: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => {
      reject(new Error(reason));
    }, patience).unref();
  });
}

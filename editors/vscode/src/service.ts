/** Starts, restarts, installs and stops the server, one at a time, and reports the state. */

import type * as vscode from "vscode";

import { launch, type Run } from "./client";
import { installed, installHere, type Home } from "./installing";
import * as python from "./python";
import { complain, onBacklog } from "./remedies";
import { complaint, type Trouble } from "./server/complaint";
import { counted, isTooMany } from "./server/crashes";
import {
  find,
  toolsToInstallWith,
  type Found,
  type PrivateServer,
  type World,
} from "./server/find";
import { isProgram, onPath, probe, pythons } from "./server/machine";
import { wishes } from "./settings/read";
import type { State } from "./state";

export interface Service {
  /** Start again. If the user asked for it, they are told at once what is wrong, else in a backlog. */
  restart(asked?: boolean): Promise<void>;
  /** Create the private environment, then start. */
  install(): Promise<void>;
  cancelInstallation(): void;
  /** Notify the server of changed settings. */
  reconfigure(): Promise<void>;
  /** Restart if another Python is selected than at the last start. */
  reselected(): Promise<void>;
  readonly state: State;
  /** The running server, if any. */
  running(): Run | undefined;
  stop(): Promise<void>;
}

export function createService(
  context: vscode.ExtensionContext,
  output: vscode.OutputChannel,
  shown: (state: State) => void,
): Service {
  const home: Home = { folder: context.extensionPath, storage: context.globalStorageUri.fsPath };
  let run: Run | undefined;
  let selected: string | undefined;
  let crashes: readonly number[] = [];
  let last: Promise<void> = Promise.resolve();
  let state: State = { kind: "starting" };
  /** The complaint that waits for a backlog to be opened. */
  let waiting: vscode.Disposable | undefined;
  let installation: AbortController | undefined;

  const world: World = {
    isProgram,
    onPath,
    pythons,
    // In its own folder, no foreign modules can be imported.
    probe: (command) => probe(command, home.folder),
    selected: async () => (selected = await python.selected()),
    privateServer: () => installed(home),
  };

  function show(next: State): void {
    state = next;
    waiting?.dispose();
    waiting = undefined;
    shown(next);
  }

  /** Run tasks one at a time, even if an earlier one failed. */
  function inTurn(action: () => Promise<void>): Promise<void> {
    last = last.then(action).catch((error: unknown) => {
      output.appendLine(String(error));
    });
    return last;
  }

  async function halt(): Promise<void> {
    await run?.stop();
    run = undefined;
  }

  async function start(asked: boolean): Promise<void> {
    await halt();
    show({ kind: "starting" });
    const found = await find(wishes(), world);
    if (found.kind !== "found") fail(found, asked);
    else await begin(found.outdated ? await updated(found) : found, asked);
  }

  async function begin(found: Found, asked: boolean): Promise<void> {
    try {
      run = await launch(found, home.folder, output, crashed);
      output.appendLine(`Running ${run.name} as process ${run.processId}`);
      show({ kind: "running", name: run.name, found });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      output.appendLine(`Not started: ${reason}`);
      fail({ kind: "start-failed", reason }, asked);
    }
  }

  function crashed(): void {
    run = undefined;
    crashes = counted(crashes, Date.now());
    if (isTooMany(crashes)) fail({ kind: "crashed", times: crashes.length }, true);
    else void inTurn(() => start(false));
  }

  function fail(trouble: Trouble, asked: boolean): void {
    const told = complaint(trouble, python.isPresent());
    output.appendLine(told.text);
    show({ kind: "failed", complaint: told });
    // Do not wait: the user may ignore the message, and a restart must be possible meanwhile.
    if (asked) void complain(told);
    else waiting = onBacklog(() => void complain(told));
  }

  /** Update a private server to the wheel of the extension; if that fails, keep the old one. */
  async function updated(found: Found): Promise<Found> {
    const made = await privately();
    if (made === undefined || "kind" in made) return found;
    return { ...found, command: made.python, outdated: false };
  }

  /** Install into the private environment. Returns undefined if the user cancelled. */
  async function privately(): Promise<PrivateServer | Trouble | undefined> {
    const base = await toolsToInstallWith(wishes(), world);
    if (base.kind !== "not-installed") return base;
    const abort = new AbortController();
    installation = abort;
    try {
      return await installHere(home, base.tools, output, abort, (step) => {
        show({ kind: "installing", step });
      });
    } finally {
      installation = undefined;
    }
  }

  async function installThenStart(): Promise<void> {
    await halt();
    const made = await privately();
    if (made === undefined) {
      // Cancelled: ask no more, but the status and the views lead back.
      const found = await find(wishes(), world);
      if (found.kind === "found") await begin(found, true);
      else show({ kind: "failed", complaint: complaint(found, python.isPresent()) });
    } else if ("kind" in made) fail(made, true);
    else await start(true);
  }

  return {
    restart: (asked = false) => {
      crashes = [];
      return inTurn(() => start(asked));
    },
    install: () => inTurn(installThenStart),
    cancelInstallation: () => installation?.abort(),
    get state() {
      return state;
    },
    reconfigure: async () => run?.reconfigure(),
    reselected: async () => {
      const before = selected;
      if ((await python.selected()) !== before) await inTurn(() => start(false));
    },
    running: () => run,
    stop: () => {
      waiting?.dispose();
      return inTurn(halt);
    },
  };
}

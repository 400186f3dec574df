/** Starts, restarts, installs and stops the server, one after the other, and says what it does. */

import type * as vscode from "vscode";

import { launch, type Run } from "./client";
import { installed, installHere, type Home } from "./installing";
import * as python from "./python";
import { complain } from "./remedies";
import { complaint, type Trouble } from "./server/complaint";
import { counted, isTooMany } from "./server/crashes";
import {
  find,
  pythonToInstallWith,
  type Found,
  type PrivateServer,
  type World,
} from "./server/find";
import { isProgram, onPath, probe, pythons } from "./server/machine";
import { wishes } from "./settings/read";
import type { State } from "./state";

export interface Service {
  restart(): Promise<void>;
  /** Make the private environment, then start. */
  install(): Promise<void>;
  /** Tell the server that settings changed. */
  reconfigure(): Promise<void>;
  /** Start anew if another Python is selected than the last time that one was looked for. */
  reselected(): Promise<void>;
  /** The server that runs now, if one does. */
  running(): Run | undefined;
  stop(): Promise<void>;
}

export function createService(
  context: vscode.ExtensionContext,
  output: vscode.OutputChannel,
  show: (state: State) => void,
): Service {
  const home: Home = { folder: context.extensionPath, storage: context.globalStorageUri.fsPath };
  let run: Run | undefined;
  let selected: string | undefined;
  let crashes: readonly number[] = [];
  let last: Promise<void> = Promise.resolve();

  const world: World = {
    isProgram,
    onPath,
    pythons,
    // Its own folder is where nothing foreign can be imported from.
    probe: (command) => probe(command, home.folder),
    selected: async () => (selected = await python.selected()),
    privateServer: () => installed(home),
  };

  /** Do one thing after the other, whatever became of the one before. */
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

  async function start(): Promise<void> {
    await halt();
    show({ kind: "starting" });
    const found = await find(wishes(), world);
    if (found.kind !== "found") fail(found);
    else await begin(found.outdated ? await updated(found) : found);
  }

  async function begin(found: Found): Promise<void> {
    try {
      run = await launch(found, home.folder, output, crashed);
      output.appendLine(`Running ${run.name} as process ${run.processId}`);
      show({ kind: "running", name: run.name, found });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      output.appendLine(`Not started: ${reason}`);
      fail({ kind: "start-failed", reason });
    }
  }

  function crashed(): void {
    run = undefined;
    crashes = counted(crashes, Date.now());
    if (isTooMany(crashes)) fail({ kind: "crashed", times: crashes.length });
    else void inTurn(start);
  }

  function fail(trouble: Trouble): void {
    const told = complaint(trouble, python.isPresent());
    output.appendLine(told.text);
    show({ kind: "failed", complaint: told });
    // Not waited for: the user may leave it standing, and a restart must go on meanwhile.
    void complain(told);
  }

  /** Bring a private server up to the wheel that is carried; where that fails the old one serves on. */
  async function updated(found: Found): Promise<Found> {
    const made = await privately();
    if (made === undefined || "kind" in made) return found;
    return { ...found, command: made.python, outdated: false };
  }

  /** Install into the private environment. Undefined: the user cancelled. */
  async function privately(): Promise<PrivateServer | Trouble | undefined> {
    const base = await pythonToInstallWith(wishes(), world);
    if (base.kind === "no-python") return base;
    return installHere(home, base.python, output, (step) => {
      show({ kind: "installing", step });
    });
  }

  async function installThenStart(): Promise<void> {
    await halt();
    const made = await privately();
    if (made !== undefined && "kind" in made) fail(made);
    else await start();
  }

  return {
    restart: () => {
      crashes = [];
      return inTurn(start);
    },
    install: () => inTurn(installThenStart),
    reconfigure: async () => run?.reconfigure(),
    reselected: async () => {
      const before = selected;
      if ((await python.selected()) !== before) await inTurn(start);
    },
    running: () => run,
    stop: () => inTurn(halt),
  };
}

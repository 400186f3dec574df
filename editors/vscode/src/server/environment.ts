/**
 * The private environment: a folder of the extension's storage with a Python that has the server,
 * installed from the wheel in the extension.
 *
 * Its folder is named after the wheel, so a new one is created beside one that may be running. A mark is
 * written last: a folder without it is from an interrupted installation.
 */

import { join } from "node:path";

import { OLDEST_PYTHON, type PrivateServer, type Probe, type Tools } from "./find";

const MARK = "complete";
const PREFIX = "env-";

export interface Finished {
  readonly code: number;
  /** Its output on both streams. */
  readonly output: string;
}

export interface Workshop {
  readonly windows: boolean;
  /** Run a program to its end. Rejects if it cannot be started or is cancelled. */
  run(command: readonly string[]): Promise<Finished>;
  probe(command: readonly string[]): Promise<Probe | undefined>;
  exists(path: string): Promise<boolean>;
  /** The names in a folder; empty if it does not exist. */
  list(folder: string): Promise<readonly string[]>;
  write(path: string, text: string): Promise<void>;
  /** Remove a folder with its content. Never rejects: files in use are removed another time. */
  remove(folder: string): Promise<void>;
  /** Whether the user cancelled: then nothing else is tried. */
  isCancelled(): boolean;
  /** A short hash of a file. */
  fingerprint(path: string): Promise<string>;
}

export interface InstallFailure {
  readonly kind: "install-failed";
  readonly step: string;
  readonly output: string;
}

/** Return the private server from `wheel`, or else one from an earlier wheel. */
export async function privateServer(
  storage: string,
  wheel: string,
  workshop: Workshop,
): Promise<PrivateServer | undefined> {
  const wanted = await folderOf(wheel, workshop);
  const names = (await workshop.list(storage)).filter((name) => name.startsWith(PREFIX));
  for (const name of names.sort((a, b) => Number(b === wanted) - Number(a === wanted))) {
    const folder = join(storage, name);
    if (!(await workshop.exists(join(folder, MARK)))) continue;
    const python = pythonIn(folder, workshop);
    // Its Python may have been removed since.
    const probe = await workshop.probe([python]);
    if (probe?.server) return { python, current: name === wanted };
  }
  return undefined;
}

/**
 * Create the private environment of `wheel` with `tools`; `report` gets the progress.
 *
 * uv comes first, because it is faster. If it fails and there is a Python, pip is tried: it may know
 * an index or a proxy that uv does not.
 */
export async function install(
  storage: string,
  wheel: string,
  tools: Tools,
  workshop: Workshop,
  report: (step: string) => void,
): Promise<PrivateServer | InstallFailure> {
  const name = await folderOf(wheel, workshop);
  const folder = join(storage, name);
  const own = pythonIn(folder, workshop);
  let failure: InstallFailure | undefined;
  for (const way of waysOf(tools, folder, own, wheel)) {
    await workshop.remove(folder);
    failure = await firstFailure(way, workshop, report);
    if (failure === undefined || workshop.isCancelled()) break;
  }
  if (failure !== undefined) {
    await workshop.remove(folder);
    return failure;
  }
  if (!(await workshop.probe([own]))?.server) {
    return { kind: "install-failed", step: "looking for the server", output: "" };
  }
  await workshop.write(join(folder, MARK), "");
  for (const other of await workshop.list(storage)) {
    if (other.startsWith(PREFIX) && other !== name) await workshop.remove(join(storage, other));
  }
  return { python: own, current: true };
}

type Steps = readonly (readonly [step: string, command: readonly string[]])[];

function waysOf({ uv, python }: Tools, folder: string, own: string, wheel: string): Steps[] {
  const ways: Steps[] = [];
  if (uv !== undefined) {
    const wanted = python?.length === 1 ? (python[0] ?? "") : `>=${OLDEST_PYTHON.join(".")}`;
    ways.push([
      ["making an environment with uv", [uv, "venv", "--no-project", "--python", wanted, folder]],
      ["installing the server with uv", [uv, "pip", "install", "--python", own, wheel]],
    ]);
  }
  if (python !== undefined) {
    const pip = [own, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", wheel];
    ways.push([
      ["making an environment", [...python, "-m", "venv", "--clear", folder]],
      ["installing the server", pip],
    ]);
  }
  return ways;
}

async function firstFailure(
  steps: Steps,
  workshop: Workshop,
  report: (step: string) => void,
): Promise<InstallFailure | undefined> {
  for (const [step, command] of steps) {
    report(step);
    const failure = await done(step, command, workshop);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

async function done(
  step: string,
  command: readonly string[],
  workshop: Workshop,
): Promise<InstallFailure | undefined> {
  try {
    const finished = await workshop.run(command);
    if (finished.code === 0) return undefined;
    return { kind: "install-failed", step, output: finished.output };
  } catch (error) {
    return { kind: "install-failed", step, output: String(error) };
  }
}

async function folderOf(wheel: string, workshop: Workshop): Promise<string> {
  return PREFIX + (await workshop.fingerprint(wheel));
}

function pythonIn(folder: string, { windows }: Workshop): string {
  return windows ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

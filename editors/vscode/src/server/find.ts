/**
 * Chooses the server to start. All side effects are in the `World` that is passed in, so that it can be
 * tested without an editor, a disk or a Python.
 */

export type Strategy = "fromEnvironment" | "useBundled";

/** The user's settings. */
export interface Wishes {
  /** Paths of a server program; the first that exists is used. */
  readonly path: readonly string[];
  /** A Python with its arguments; empty for the selected one. */
  readonly interpreter: readonly string[];
  readonly strategy: Strategy;
}

/** Properties of a Python. */
export interface Probe {
  /** Major and minor version. */
  readonly version: readonly [number, number];
  /** Whether it can import the server. */
  readonly server: boolean;
  /** Whether it can create an environment with pip. */
  readonly environments: boolean;
}

/** A private environment of this extension with a server. */
export interface PrivateServer {
  /** The path of its Python. */
  readonly python: string;
  /** Whether it was installed from the current wheel of the extension. */
  readonly current: boolean;
}

/** What a private environment can be made with; at least one of both. */
export interface Tools {
  /** A Python that can create environments, with its arguments. */
  readonly python?: readonly string[];
  /** The path of uv, which also finds or downloads a Python. */
  readonly uv?: string;
}

export interface World {
  isProgram(path: string): Promise<boolean>;
  /** The absolute path of a program on PATH. */
  onPath(name: string): Promise<string | undefined>;
  /** Return the properties of a Python; undefined if it does not run. */
  probe(command: readonly string[]): Promise<Probe | undefined>;
  /** The Python that is selected in the Python extension. */
  selected(): Promise<string | undefined>;
  privateServer(): Promise<PrivateServer | undefined>;
  /** Commands that may be a Python, best first. */
  pythons(): readonly (readonly string[])[];
}

/** Where a server comes from, as in the status item. */
export type Origin = "setting" | "interpreter" | "selected" | "PATH" | "private";

export interface Found {
  readonly kind: "found";
  readonly command: string;
  readonly args: readonly string[];
  readonly origin: Origin;
  /** Whether it is a private one of another version than the extension's. */
  readonly outdated: boolean;
}

export type Failure =
  | { readonly kind: "path-missing"; readonly paths: readonly string[] }
  | { readonly kind: "interpreter-broken"; readonly command: string }
  | { readonly kind: "interpreter-old"; readonly command: string; readonly version: string }
  | { readonly kind: "not-installed"; readonly tools: Tools }
  | { readonly kind: "no-venv"; readonly version: string }
  | { readonly kind: "no-python"; readonly old?: string };

export const OLDEST_PYTHON = [3, 10] as const;

const PROGRAM = "backlog-ls";
const UV = "uv";
const MODULE = ["-m", "backlog_ls", "server"] as const;

/** Return the server to start, or why there is none. */
export async function find(wishes: Wishes, world: World): Promise<Found | Failure> {
  if (wishes.path.length > 0) {
    const program = await firstProgram(wishes.path, world);
    return program === undefined
      ? { kind: "path-missing", paths: wishes.path }
      : found("setting", [program], ["server"]);
  }
  const broken = await brokenInterpreter(wishes.interpreter, world);
  if (broken !== undefined) return broken;
  if (wishes.strategy === "fromEnvironment") {
    const server = await ofEnvironment(wishes, world);
    if (server !== undefined) return server;
  }
  const own = await world.privateServer();
  if (own !== undefined) return { ...found("private", [own.python], MODULE), outdated: !own.current };
  return toolsToInstallWith(wishes, world);
}

/** Find what a private environment can be made with. */
export async function toolsToInstallWith(
  wishes: Wishes,
  world: World,
): Promise<Extract<Failure, { kind: "not-installed" | "no-venv" | "no-python" }>> {
  const uv = await world.onPath(UV);
  const python = await pythonToInstallWith(wishes, world);
  const hasPython = python.kind === "not-installed";
  if (uv === undefined) return python;
  return { kind: "not-installed", tools: { ...(hasPython && python.tools), uv } };
}

async function pythonToInstallWith(
  wishes: Wishes,
  world: World,
): Promise<Extract<Failure, { kind: "not-installed" | "no-venv" | "no-python" }>> {
  const selected = await world.selected();
  const candidates = [
    ...(wishes.interpreter.length > 0 ? [wishes.interpreter] : []),
    ...(selected === undefined ? [] : [[selected]]),
    ...world.pythons(),
  ];
  let old: string | undefined;
  let bare: string | undefined;
  for (const command of candidates) {
    const probe = await world.probe(command);
    if (probe === undefined) continue;
    if (!isRecent(probe)) old ??= probe.version.join(".");
    else if (probe.environments) return { kind: "not-installed", tools: { python: command } };
    else bare ??= probe.version.join(".");
  }
  if (bare !== undefined) return { kind: "no-venv", version: bare };
  return old === undefined ? { kind: "no-python" } : { kind: "no-python", old };
}

export function isRecent({ version: [major, minor] }: Probe): boolean {
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}

async function firstProgram(paths: readonly string[], world: World): Promise<string | undefined> {
  for (const path of paths) if (await world.isProgram(path)) return path;
  return undefined;
}

/** Return what is wrong with the configured Python. A missing server is not an error. */
async function brokenInterpreter(
  interpreter: readonly string[],
  world: World,
): Promise<Failure | undefined> {
  if (interpreter.length === 0) return undefined;
  const command = interpreter.join(" ");
  const probe = await world.probe(interpreter);
  if (probe === undefined) return { kind: "interpreter-broken", command };
  if (isRecent(probe)) return undefined;
  return { kind: "interpreter-old", command, version: probe.version.join(".") };
}

async function ofEnvironment(wishes: Wishes, world: World): Promise<Found | undefined> {
  if (wishes.interpreter.length > 0) {
    const server = await ofPython("interpreter", wishes.interpreter, world);
    if (server !== undefined) return server;
  } else {
    const selected = await world.selected();
    const server = selected && (await ofPython("selected", [selected], world));
    if (server) return server;
  }
  const program = await world.onPath(PROGRAM);
  return program === undefined ? undefined : found("PATH", [program], ["server"]);
}

async function ofPython(
  origin: Origin,
  command: readonly string[],
  world: World,
): Promise<Found | undefined> {
  const probe = await world.probe(command);
  return probe?.server && isRecent(probe) ? found(origin, command, MODULE) : undefined;
}

function found(origin: Origin, command: readonly string[], args: readonly string[]): Found {
  const [program = "", ...first] = command;
  return { kind: "found", command: program, args: [...first, ...args], origin, outdated: false };
}

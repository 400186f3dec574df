/** The real `World` for `find.ts` and `environment.ts`: processes and files. */

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";

import type { Finished, Workshop } from "./environment";
import type { Probe } from "./find";

const WINDOWS = process.platform === "win32";
/** Timeout in milliseconds for asking a Python, also on a busy machine. */
const PROBE_PATIENCE = 20_000;
const FINGERPRINT_LENGTH = 12;

const ASK = `
import importlib.util as util, json, sys
print(json.dumps({
    "version": sys.version_info[:2],
    "server": util.find_spec("backlog_ls") is not None,
    "environments": all(map(util.find_spec, ("venv", "ensurepip"))),
}))
`;

interface RunOptions {
  /** The working folder. Never one of the workspace: Python would import files from it. */
  readonly folder: string;
  readonly patience?: number;
  readonly signal?: AbortSignal;
  readonly heard?: (text: string) => void;
  /** The text of its standard input; empty without it. */
  readonly input?: string;
}

/** Both streams apart, too. */
export interface Streams extends Finished {
  readonly stdout: string;
  readonly stderr: string;
}

/** Run a program to its end, without a shell. */
export function run(command: readonly string[], options: RunOptions): Promise<Streams> {
  return new Promise((resolve, reject) => {
    const [program = "", ...args] = command;
    const child = spawn(program, args, {
      cwd: options.folder,
      env: { ...process.env, PIP_USER: "0", PYTHONIOENCODING: "utf-8" },
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
      ...(options.patience === undefined ? {} : { timeout: options.patience }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const texts = { output: "", stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      // Decoded by the stream: a character may come in two pieces.
      child[name].setEncoding("utf-8").on("data", (text: string) => {
        texts.output += text;
        texts[name] += text;
        options.heard?.(text);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code: code ?? 1, ...texts });
    });
    // It may end without reading.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}

/** Return the properties of a Python. */
export async function probe(
  command: readonly string[],
  folder: string,
): Promise<Probe | undefined> {
  try {
    const finished = await run([...command, "-c", ASK], { folder, patience: PROBE_PATIENCE });
    return finished.code === 0 ? readProbe(finished.output) : undefined;
  } catch {
    return undefined; // it cannot be started
  }
}

/** Parse the last line: startup code of the site may print before it. */
export function readProbe(output: string): Probe | undefined {
  const line = output.trimEnd().split("\n").at(-1) ?? "";
  try {
    const told = JSON.parse(line) as Partial<Probe> | null;
    const [major, minor] = told?.version ?? [];
    if (typeof major !== "number" || typeof minor !== "number") return undefined;
    return {
      version: [major, minor],
      server: told?.server === true,
      environments: told?.environments === true,
    };
  } catch {
    return undefined;
  }
}

export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, WINDOWS ? constants.F_OK : constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Find a program on PATH. Relative entries are skipped: they would refer to the workspace. */
export async function onPath(name: string): Promise<string | undefined> {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  for (const folder of folders) {
    // `.cmd` and `.bat` need a shell; pip creates `.exe`.
    const path = join(folder, WINDOWS ? `${name}.exe` : name);
    if (await isProgram(path)) return path;
  }
  return undefined;
}

/** Commands that may be a Python, best first. */
export function pythons(): readonly (readonly string[])[] {
  const versions = ["3.14", "3.13", "3.12", "3.11", "3.10"];
  return WINDOWS
    ? [["py", "-3"], ["python"], ["python3"]]
    : [["python3"], ["python"], ...versions.map((version) => [`python${version}`])];
}

export function workshop(
  folder: string,
  signal?: AbortSignal,
  heard?: (text: string) => void,
): Workshop {
  const options = { folder, ...(signal && { signal }), ...(heard && { heard }) };
  return {
    windows: WINDOWS,
    isCancelled: () => signal?.aborted ?? false,
    run: (command) => run(command, options),
    probe: (command) => probe(command, folder),
    exists: (path) => access(path).then(() => true, () => false),
    list: (path) => readdir(path).catch(() => []),
    write: async (path, text) => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    },
    remove: (path) => rm(path, { recursive: true, force: true }).catch(() => undefined),
    fingerprint: async (path) =>
      createHash("sha256").update(await readFile(path)).digest("hex").slice(0, FINGERPRINT_LENGTH),
  };
}

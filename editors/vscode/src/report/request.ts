/** What to ask the program for: its arguments, and what it gets as standard input. */

import { dirname, relative } from "node:path";

import type { Found } from "../server/find";

export interface Request {
  /** Absolute path of the folder that paths in the page are relative to. */
  readonly folder: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly input: string;
}

/** A document as it is in the editor. */
export interface Edited {
  readonly text: string;
  /** Its absolute path; undefined as long as it has no file. */
  readonly path: string | undefined;
}

/**
 * Ask for the report of a document, with the text that is not saved yet.
 *
 * @param root Absolute path of its workspace folder, if it is in one.
 */
export function ofDocument(found: Found, { text, path }: Edited, root: string | undefined): Request {
  const folder = root ?? (path === undefined ? "" : dirname(path));
  // Relative, because the working folder of a program has no symbolic links in it.
  const name = path === undefined ? [] : ["--stdin-filename", relative(folder, path)];
  return { folder, command: reporting(found, folder, [...name, "-"]), input: text };
}

/** Ask for the report of all backlogs in the `folders` of the workspace, as they are on the disk. */
export function ofFolders(found: Found, folders: readonly [string, ...string[]]): Request {
  const [folder] = folders;
  const paths = folders.map((each) => relative(folder, each) || ".");
  return { folder, command: reporting(found, folder, ["--", ...paths]), input: "" };
}

function reporting({ command, args }: Found, folder: string, rest: readonly string[]): string[] {
  const directory = folder === "" ? [] : ["--directory", folder];
  // The last argument says that the program is to be the server.
  return [command, ...args.slice(0, -1), "report", "--format", "html", ...directory, ...rest];
}

/**
 * The backlogs of the workspace with their items, for the view of all of them. They are read in small
 * portions as long as the view is visible, and again when their files change.
 */

import * as vscode from "vscode";

import type { Run } from "./client";
import type { Follower } from "./follower";
import { identified, type Known } from "./items/identity";
import type { Listing } from "./items/listing";
import { inOrder, type Source } from "./items/workspace";

/** Number of documents in a request. */
const PORTION = 20;
/** Maximum number of documents that are read. */
export const MOST = 1_000;
/** Milliseconds after a change, for more changes to follow. */
const QUIET = 500;
/** Milliseconds to wait for the list of files. */
const LISTING_PATIENCE = 3_000;
/** Milliseconds between two updates of the view while documents are read. */
const PACE = 300;

interface Entry {
  readonly folder: string;
  /** Whether it has to be read, again or for the first time. */
  isStale: boolean;
  /** Undefined: not read yet, or no backlog. */
  source: Source | undefined;
}

export interface Backlogs {
  dispose(): void;
  /** Those that were read: the present one, and the others in order. */
  sources(): readonly Source[];
  /** Resolves when it is known whether there are others than the present one; or after a while. */
  listed(): Promise<void>;
  /** The number of files that may be backlogs. */
  readonly count: number;
  readonly onDidChange: vscode.Event<void>;
  /** Read them as long as `isVisible`. */
  setVisible(isVisible: boolean): void;
  /** List and read all again, because the server or its settings changed. */
  again(): void;
}

export function createBacklogs(follower: Follower, running: () => Run | undefined): Backlogs {
  const changed = new vscode.EventEmitter<void>();
  const entries = new Map<string, Entry>();
  let isVisible = false;
  let isListed = false;
  let isReading = false;
  let timer: NodeJS.Timeout | undefined;
  let made = 0;

  function later(delay = QUIET): void {
    clearTimeout(timer);
    if (isVisible) timer = setTimeout(() => void read(), delay);
  }

  async function read(): Promise<void> {
    const run = running();
    if (!run || isReading || !isVisible) return;
    isReading = true;
    try {
      if (!isListed) {
        await list(run);
        changed.fire();
      }
      if (stale().length > 0) {
        await vscode.window.withProgress({ location: { viewId: "backlog-ls.items" } }, () => readStale(run));
      }
      changed.fire();
    } catch {
      // The server stopped; starting it reads them again.
    } finally {
      isReading = false;
    }
  }

  async function list(run: Run): Promise<void> {
    const found = await run.backlogs();
    isListed = true;
    const uris = new Set<string>();
    for (const { uri, folder } of found) {
      const name = normal(uri);
      uris.add(name);
      if (!entries.has(name)) entries.set(name, { folder, isStale: true, source: undefined });
    }
    for (const uri of entries.keys()) if (!uris.has(uri)) entries.delete(uri);
  }

  function stale(): string[] {
    return [...entries].slice(0, MOST).flatMap(([uri, { isStale }]) => (isStale ? [uri] : []));
  }

  async function readStale(run: Run): Promise<void> {
    let shown = Date.now();
    for (let uris = stale(); uris.length > 0 && isVisible && run === running(); uris = stale()) {
      const portion = uris.slice(0, PORTION);
      for (const uri of portion) {
        const entry = entries.get(uri);
        if (entry) entry.isStale = false;
      }
      const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
      const token = new vscode.CancellationTokenSource().token;
      const answers = await Promise.all([
        run.unopenedItems(portion.filter((uri) => !open.has(uri))),
        ...portion.filter((uri) => open.has(uri)).map((uri) => run.items(uri, token)),
      ]);
      const byUri = new Map(answers.flat().flatMap((each) => (each ? [[normal(each.uri), each] as const] : [])));
      for (const uri of portion) take(uri, byUri.get(uri));
      if (Date.now() - shown < PACE) continue;
      changed.fire();
      shown = Date.now();
    }
  }

  function take(uri: string, listing: Listing | undefined): void {
    const entry = entries.get(uri);
    if (!entry) return;
    const before = entry.source?.items ?? [];
    entry.source = listing && {
      uri,
      title: titleOf(uri),
      folder: entry.folder,
      isPresent: false,
      listing: { ...listing, uri },
      items: identified(before, listing.items, () => `${uri}#${(made += 1)}`),
    };
  }

  function touch(uri: vscode.Uri): void {
    const entry = entries.get(uri.toString());
    // The followed one is updated by the follower.
    if (!entry || uri.toString() === follower.followed?.document.uri.toString()) return;
    entry.isStale = true;
    later();
  }

  function relist(): void {
    isListed = false;
    later();
  }

  let present: string | undefined;
  function follow(): void {
    const now = follower.followed?.document.uri.toString();
    // What was typed into the one before is not known here.
    const left = present === now ? undefined : entries.get(present ?? "");
    if (left) {
      left.isStale = true;
      later();
    }
    present = now;
    changed.fire();
  }

  const files = vscode.workspace.createFileSystemWatcher("**/*.md");
  const disposables = [
    changed,
    files,
    files.onDidChange(touch),
    files.onDidCreate(relist),
    files.onDidDelete(relist),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      touch(document.uri);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      touch(uri);
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(relist),
    follower.onDidChange(follow),
  ];

  return {
    sources: () => {
      const { followed } = follower;
      const uri = followed?.document.uri.toString();
      const others = [...entries].flatMap(([each, { source }]) => (source && each !== uri ? [source] : []));
      const ordered = inOrder(others.filter(({ items }) => items.length > 0));
      return followed && uri !== undefined ? [sourceOf(followed, uri, entries.get(uri)), ...ordered] : ordered;
    },
    listed: () =>
      new Promise((resolve) => {
        const done = (): void => {
          listening.dispose();
          resolve();
        };
        const listening = changed.event(() => {
          if (isListed) done();
        });
        setTimeout(done, isListed ? 0 : LISTING_PATIENCE);
      }),
    get count() {
      return entries.size;
    },
    onDidChange: changed.event,
    setVisible: (visible) => {
      isVisible = visible;
      later(0);
    },
    again: () => {
      isListed = false;
      for (const entry of entries.values()) entry.isStale = true;
      later(0);
    },
    dispose: () => {
      clearTimeout(timer);
      disposables.forEach((each) => void each.dispose());
    },
  };
}

function sourceOf(
  { listing, items }: { readonly listing: Listing; readonly items: readonly Known[] },
  uri: string,
  entry: Entry | undefined,
): Source {
  return { uri, title: titleOf(uri), folder: entry?.folder ?? "", isPresent: true, listing: { ...listing, uri }, items };
}

/** The server and VS Code escape different characters. */
function normal(uri: string): string {
  return vscode.Uri.parse(uri).toString();
}

function titleOf(uri: string): string {
  return vscode.Uri.parse(uri).path.split("/").at(-1) ?? "";
}

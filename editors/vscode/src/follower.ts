/**
 * Keeps the items of the backlog that is looked at, or was last: what the status bar, the tree and
 * the board show. They change a moment after the typing, and while they are asked for the old stay.
 */

import * as vscode from "vscode";

import { DOCUMENTS, type Run } from "./client";
import { identified, type Known } from "./items/identity";
import type { Listing } from "./items/listing";

/** Milliseconds without typing after which items are asked for. */
const QUIET = 200;
/** A server that needs longer is given that many times what it needed. */
const EASE = 2;
/** So many times what is known is asked for anew before something is done with it. */
const TURNS = 3;

export interface Followed {
  readonly document: vscode.TextDocument;
  readonly listing: Listing;
  readonly items: readonly Known[];
}

export interface Follower {
  dispose(): void;
  /** The backlog, as long as it is open, even where something else is looked at. */
  readonly followed: Followed | undefined;
  /** Whether it is what is looked at. */
  readonly inView: boolean;
  readonly onDidChange: vscode.Event<void>;
  /** Return its items as of now. */
  fresh(): Promise<Followed | undefined>;
  /** Ask anew, whatever is known: the server or its settings are others. */
  again(): void;
}

export function createFollower(running: () => Run | undefined): Follower {
  const changed = new vscode.EventEmitter<void>();
  let followed: Followed | undefined;
  let inView = false;
  let candidate: vscode.TextDocument | undefined;
  let asked: { readonly source: vscode.CancellationTokenSource } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let needed = 0;
  let made = 0;

  function show(next: Followed | undefined, seen: boolean): void {
    followed = next;
    inView = seen && next !== undefined;
    void vscode.commands.executeCommand("setContext", "backlog-ls.isBacklog", inView);
    changed.fire();
  }

  function look(): void {
    const document = vscode.window.activeTextEditor?.document;
    // A webview or the output in focus: who looks there still has the backlog before them.
    if (!document || document.uri.scheme === "output") return;
    candidate = vscode.languages.match(DOCUMENTS, document) > 0 ? document : undefined;
    if (candidate) void ask(candidate);
    else show(followed, false);
  }

  async function ask(document: vscode.TextDocument): Promise<void> {
    const run = running();
    if (!run) {
      // What was known stays until there is a server to ask; starting it asks.
      show(followed, followed?.document === document);
      return;
    }
    clearTimeout(timer);
    asked?.source.cancel();
    const mine = { source: new vscode.CancellationTokenSource() };
    asked = mine;
    const begun = Date.now();
    try {
      const listing = await run.items(document.uri.toString(), mine.source.token);
      if (asked !== mine || document.isClosed) return;
      const same = followed?.document === document;
      if (listing) {
        const before = same ? (followed?.items ?? []) : [];
        const items = identified(before, listing.items, () => String((made += 1)));
        show({ document, listing, items }, document === candidate);
      } else {
        show(same ? undefined : followed, false);
        // It may have been waiting while this one was asked for.
        if (followed && isStale(followed)) later(followed.document);
      }
    } catch {
      // Cancelled, or the server is gone: whoever starts it anew asks again.
    } finally {
      needed = Date.now() - begun;
      if (asked === mine) asked = undefined;
      mine.source.dispose();
    }
  }

  function later(document: vscode.TextDocument): void {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(document), Math.max(QUIET, EASE * needed));
  }

  const disposables = [
    changed,
    vscode.window.onDidChangeActiveTextEditor(look),
    // A document may become Markdown, or stop being it, while it is looked at.
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (document === vscode.window.activeTextEditor?.document) look();
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (candidate === document) candidate = undefined;
      if (followed?.document === document) show(undefined, false);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      if (document !== candidate && document !== followed?.document) return;
      later(document);
    }),
    // What the settings file says may have changed.
    vscode.workspace.onDidSaveTextDocument(look),
  ];

  return {
    get followed() {
      return followed;
    },
    get inView() {
      return inView;
    },
    onDidChange: changed.event,
    fresh: async () => {
      // An answer may be overtaken by typing; who types on is not waited for.
      for (let turn = 0; turn < TURNS && followed && isStale(followed); turn += 1) {
        await ask(followed.document);
      }
      return followed;
    },
    again: () => {
      candidate ??= followed?.document;
      if (candidate) void ask(candidate);
      else look();
    },
    dispose: () => {
      clearTimeout(timer);
      asked?.source.cancel();
      disposables.forEach((each) => void each.dispose());
    },
  };
}

function isStale({ document, listing }: Followed): boolean {
  return listing.version !== document.version;
}

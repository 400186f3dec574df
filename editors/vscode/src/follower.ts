/**
 * Holds the items of the active or last active backlog, for the status bar, the tree and the board, and
 * the role of the active document. They are updated shortly after typing; meanwhile the old ones are kept.
 */

import * as vscode from "vscode";

import { DOCUMENTS, type Run } from "./client";
import { identified, type Known } from "./items/identity";
import type { Listing } from "./items/listing";
import type { RoleAnswer } from "./role";

/** Milliseconds without typing before items are requested. */
const QUIET = 200;
/** Factor of the pause for slow servers: times the duration of the last request. */
const EASE = 2;
/** Maximum number of new requests before items are used. */
const TURNS = 3;

export interface Followed {
  readonly document: vscode.TextDocument;
  readonly listing: Listing;
  readonly items: readonly Known[];
}

export interface Follower {
  dispose(): void;
  /** The backlog, as long as it is open, even if another editor is active. */
  readonly followed: Followed | undefined;
  /** Whether it is in the active editor. */
  readonly inView: boolean;
  /** The role of the active document, if it is Markdown and the server has answered. */
  readonly role: RoleAnswer | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** Return its current items. */
  fresh(): Promise<Followed | undefined>;
  /** Request the items again, because the server or its settings changed. */
  again(): void;
}

export function createFollower(running: () => Run | undefined): Follower {
  const changed = new vscode.EventEmitter<void>();
  let followed: Followed | undefined;
  let inView = false;
  let candidate: vscode.TextDocument | undefined;
  let role: { readonly document: vscode.TextDocument; readonly answer: RoleAnswer } | undefined;
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
    // With a webview or the output focused, the backlog stays the followed one.
    if (!document || document.uri.scheme === "output") return;
    candidate = vscode.languages.match(DOCUMENTS, document) > 0 ? document : undefined;
    if (candidate) void ask(candidate);
    else show(followed, false);
  }

  async function ask(document: vscode.TextDocument): Promise<void> {
    const run = running();
    if (!run) {
      // Keep the old items until a server runs; starting it requests them.
      show(followed, followed?.document === document);
      return;
    }
    clearTimeout(timer);
    asked?.source.cancel();
    const mine = { source: new vscode.CancellationTokenSource() };
    asked = mine;
    const begun = Date.now();
    try {
      const uri = document.uri.toString();
      const [listing, answer] = await Promise.all([
        run.items(uri, mine.source.token),
        run.role(uri, mine.source.token),
      ]);
      if (asked !== mine || document.isClosed) return;
      if (document === candidate) role = answer ? { document, answer } : undefined;
      const same = followed?.document === document;
      if (listing) {
        const before = same ? (followed?.items ?? []) : [];
        const items = identified(before, listing.items, () => String((made += 1)));
        show({ document, listing, items }, document === candidate);
      } else {
        show(same ? undefined : followed, false);
        // There may be a new request waiting.
        if (followed && isStale(followed)) later(followed.document);
      }
    } catch {
      // Cancelled, or the server has stopped: restarting it requests them again.
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
    // The language of the active document may change.
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (document === vscode.window.activeTextEditor?.document) look();
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (candidate === document) candidate = undefined;
      if (role?.document === document) role = undefined;
      if (followed?.document === document) show(undefined, false);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      if (document !== candidate && document !== followed?.document) return;
      later(document);
    }),
    // The settings file may have changed.
    vscode.workspace.onDidSaveTextDocument(look),
  ];

  return {
    get followed() {
      return followed;
    },
    get inView() {
      return inView;
    },
    get role() {
      return role?.document === candidate ? role?.answer : undefined;
    },
    onDidChange: changed.event,
    fresh: async () => {
      // An answer may be outdated by typing; do not wait for the end of typing.
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

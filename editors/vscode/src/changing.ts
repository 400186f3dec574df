/** Changes of items: at the cursor, or of an item in the tree or on the board. */

import * as vscode from "vscode";
import type { CodeAction } from "vscode-languageclient/node";

import type { Run } from "./client";
import type { Followed, Follower } from "./follower";
import type { Canonical, DeclaredStatus, Item, Spot } from "./items/listing";
import { plain, STATUS_NAMES } from "./items/wording";

const BOX = /^\[.\]$/u;

/** Commands of the server, without its prefix. */
export type Change = "setStatus" | "cycleStatus" | "markDone";

export interface Wish {
  /** As it is spelled. */
  readonly status: string;
  /** What to try if that is not possible: a checkbox has no words. */
  readonly canonical: Canonical;
}

export interface Changing {
  /** Change an item; without `identity`, the one at the cursor. Shows errors to the user. */
  change(change: Change, identity?: string, wish?: Wish): Promise<boolean>;
  /** Ask for a status, then set it. */
  pickStatus(identity?: string): Promise<void>;
  goTo(identity: string): Promise<void>;
  /** Go to an item of a document that is not the followed one. Returns whether it is still there. */
  goToOther(uri: string, item: Item): Promise<boolean>;
  /** Undo or redo the last change of the backlog. */
  step(step: "undo" | "redo"): Promise<void>;
  /** Apply a refactoring that the server offers at the cursor; with several, ask the user. */
  refactor(kind: string, title: RegExp, nothing: string): Promise<void>;
}

export function createChanging(follower: Follower, running: () => Run | undefined): Changing {
  async function change(change: Change, identity?: string, wish?: Wish): Promise<boolean> {
    const done = await told(async (run, target) => {
      if (await wished(run, change, target, wish)) return true;
      throw new Error("The document could not be changed. Is it read-only?");
    }, identity);
    return done ?? false;
  }

  /** Run `work` with an item; without `identity`, the one at the cursor. Shows errors to the user. */
  async function told<T>(
    action: (run: Run, target: object) => Promise<T>,
    identity: string | undefined,
  ): Promise<T | undefined> {
    const run = running();
    const target = identity === undefined ? atCursor() : await itemAt(identity);
    try {
      if (!run) throw new Error("The Backlog server is not running.");
      if (!target) throw new Error("This item no longer exists.");
      return await action(run, target);
    } catch (error) {
      void vscode.window.showWarningMessage(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** The current position of an item, for the server. */
  async function itemAt(identity: string): Promise<object | undefined> {
    const followed = await follower.fresh();
    const found = followed && spotOf(followed, identity);
    return found && { ...found, uri: followed.listing.uri, version: followed.listing.version };
  }

  return {
    change,
    pickStatus: async (identity) => {
      const wish = await told(async (run, target) => askForStatus(await run.choices(target)), identity);
      if (wish) await change("setStatus", identity, wish);
    },
    goTo: async (identity) => {
      const followed = await follower.fresh();
      const found = followed && spotOf(followed, identity);
      if (!found) return;
      const at = new vscode.Position(found.line, found.character);
      await shown(followed.document, new vscode.Range(at, at));
    },
    goToOther: async (uri, { name, range: { start, end } }) => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      const isThere = sameWords(document.getText(range), name);
      await shown(document, new vscode.Range(range.start, range.start));
      if (!isThere) void vscode.window.showWarningMessage("This item no longer exists.");
      return isThere;
    },
    step: async (step) => {
      const { followed } = follower;
      if (!followed) return;
      // VS Code can undo only in the focused editor.
      await shown(followed.document);
      await vscode.commands.executeCommand(step);
    },
    refactor: async (kind, title, nothing) => {
      const editor = vscode.window.activeTextEditor;
      const run = running();
      if (!editor || !run) return;
      const fitting = (await run.actions(editor, kind)).filter((action) => title.test(action.title));
      const action = await chosenOf(fitting, nothing);
      if (action) await run.perform(action);
    },
  };
}

async function wished(run: Run, change: Change, target: object, wish?: Wish): Promise<boolean> {
  if (!wish) return run.command(change, target);
  try {
    return await run.command(change, { ...target, status: wish.status });
  } catch (error) {
    if (wish.canonical === "unknown" || wish.canonical === wish.status) throw error;
    return run.command(change, { ...target, status: wish.canonical });
  }
}

/** Show a document where it is already visible, or else in the first column. */
export async function shown(document: vscode.TextDocument, selection?: vscode.Range): Promise<void> {
  const uri = document.uri.toString();
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri);
  await vscode.window.showTextDocument(document, {
    ...(selection && { selection }),
    viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
  });
}

function sameWords(one: string, other: string): boolean {
  const words = (text: string): string => text.split(/\s+/).filter(Boolean).join(" ");
  return words(one) === words(other);
}

function atCursor(): object | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), version: editor.document.version, line, character };
}

function spotOf({ items }: Followed, identity: string): Spot | undefined {
  return items.find((known) => known.identity === identity)?.item.range.start;
}

async function askForStatus(statuses: readonly DeclaredStatus[]): Promise<Wish | undefined> {
  if (statuses.length === 0) throw new Error("No item with a status here.");
  const choices = statuses.map(({ spelling, meaning, canonical }) => ({
    label: plain(spelling),
    // Add the meaning to a mark.
    description: plain(meaning) || (BOX.test(spelling) ? STATUS_NAMES[canonical] : ""),
    wish: { status: spelling, canonical },
  }));
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: "New status" });
  return chosen?.wish;
}

async function chosenOf(
  fitting: readonly CodeAction[],
  nothing: string,
): Promise<CodeAction | undefined> {
  const possible = fitting.filter((action) => !action.disabled);
  if (possible.length === 0) {
    void vscode.window.showInformationMessage(fitting[0]?.disabled?.reason ?? nothing);
    return undefined;
  }
  if (possible.length === 1) return possible[0];
  const choices = possible.map((action) => ({ label: action.title, action }));
  return (await vscode.window.showQuickPick(choices))?.action;
}

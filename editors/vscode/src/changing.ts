/** Changes to items: in the text at the cursor, or of one that the tree or the board shows. */

import * as vscode from "vscode";
import type { CodeAction } from "vscode-languageclient/node";

import type { Run } from "./client";
import type { Followed, Follower } from "./follower";
import type { Canonical, Spot } from "./items/listing";
import { CANONICAL } from "./items/listing";
import { plain, STATUS_NAMES } from "./items/wording";

/** Commands of the server, without its prefix. */
export type Change = "setStatus" | "cycleStatus" | "markDone";

export interface Wish {
  /** As it is spelled. */
  readonly status: string;
  /** What to try where that cannot stand: a checkbox has no words. */
  readonly canonical: Canonical;
}

export interface Changing {
  /** Change an item; the one at the cursor without `identity`. Tell the user what cannot be done. */
  change(change: Change, identity?: string, wish?: Wish): Promise<boolean>;
  /** Ask for a status, then set it. */
  pickStatus(identity?: string): Promise<void>;
  goTo(identity: string): Promise<void>;
  /** Do one of the refactorings that the server offers at the cursor; of several, the user's. */
  refactor(kind: string, title: RegExp, nothing: string): Promise<void>;
}

export function createChanging(follower: Follower, running: () => Run | undefined): Changing {
  async function change(change: Change, identity?: string, wish?: Wish): Promise<boolean> {
    const run = running();
    const target = identity === undefined ? atCursor() : await itemAt(identity);
    if (!run || !target) {
      const reason = run ? "There is no such item any more." : "The Backlog server does not run.";
      void vscode.window.showWarningMessage(reason);
      return false;
    }
    try {
      return await wished(run, change, target, wish);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showWarningMessage(reason);
      return false;
    }
  }

  /** Where an item stands now, in words of the server. */
  async function itemAt(identity: string): Promise<object | undefined> {
    const followed = await follower.fresh();
    const found = followed && spotOf(followed, identity);
    return found && { ...found, uri: followed.listing.uri, version: followed.listing.version };
  }

  return {
    change,
    pickStatus: async (identity) => {
      const followed = await follower.fresh();
      const wish = await askForStatus(followed);
      if (wish) await change("setStatus", identity, wish);
    },
    goTo: async (identity) => {
      const followed = await follower.fresh();
      const found = followed && spotOf(followed, identity);
      if (!found) return;
      const at = new vscode.Position(found.line, found.character);
      const uri = followed.document.uri.toString();
      const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
      await vscode.window.showTextDocument(followed.document, {
        selection: new vscode.Range(at, at),
        viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
      });
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

function atCursor(): object | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), version: editor.document.version, line, character };
}

function spotOf({ items }: Followed, identity: string): Spot | undefined {
  return items.find((known) => known.identity === identity)?.item.range.start;
}

async function askForStatus(followed: Followed | undefined): Promise<Wish | undefined> {
  const declared = followed?.listing.statuses ?? [];
  const choices =
    declared.length > 0
      ? declared.map(({ spelling, meaning, canonical }) => ({
          label: plain(spelling),
          description: plain(meaning),
          wish: { status: spelling, canonical },
        }))
      : CANONICAL.filter((canonical) => canonical !== "unknown").map((canonical) => ({
          label: STATUS_NAMES[canonical],
          description: "",
          wish: { status: canonical, canonical },
        }));
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: "Set the status to" });
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

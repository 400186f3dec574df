/** The board: a panel beside the text that follows the active backlog. */

import { randomBytes } from "node:crypto";

import * as vscode from "vscode";

import type { Changing } from "../changing";
import type { Followed, Follower } from "../follower";
import { columnsOf } from "../items/columns";
import { stateKey, type State } from "../state";
import { boardOf, type FromBoard, type Instead, type ToBoard } from "./model";
import { page } from "./page";

export interface Boards {
  dispose(): void;
  open(): void;
  /** Show what the server does, as long as there is no backlog to show. */
  show(state: State): void;
}

const NO_BACKLOG: Instead = {
  text: "No backlog is open. Open a Markdown file with statuses or checkboxes.",
  button: "",
};

function insteadOf(state: State): Instead {
  switch (stateKey(state)) {
    case "missing":
      return { text: state.kind === "failed" ? state.complaint.text : "", button: "Install Server" };
    case "installing":
      return { text: "Installing the Backlog server…", button: "" };
    case "starting":
      return { text: "Starting the Backlog server…", button: "" };
    case "failed":
      return { text: state.kind === "failed" ? state.complaint.text : "", button: "" };
    case "running":
      return NO_BACKLOG;
  }
}

export function createBoards(extension: vscode.Uri, follower: Follower, changing: Changing): Boards {
  const folder = vscode.Uri.joinPath(extension, "dist");
  let panel: vscode.WebviewPanel | undefined;
  /** The shown content as text, to avoid sending it twice. */
  let shown = "";
  let instead = NO_BACKLOG;

  function open(): void {
    if (panel) {
      panel.reveal(undefined, false);
      return;
    }
    const made = vscode.window.createWebviewPanel("backlog-ls.board", "Board", vscode.ViewColumn.Beside, {
      enableScripts: true,
      localResourceRoots: [folder],
      // Keep scroll position and focus while another tab is visible.
      retainContextWhenHidden: true,
    });
    panel = made;
    const { webview } = made;
    made.iconPath = {
      light: vscode.Uri.joinPath(extension, "images", "board-light.svg"),
      dark: vscode.Uri.joinPath(extension, "images", "board-dark.svg"),
    };
    webview.onDidReceiveMessage((message: FromBoard) => void answer(message));
    made.onDidDispose(() => {
      panel = undefined;
    });
    webview.html = page({
      nonce: randomBytes(16).toString("hex"),
      source: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(folder, "board.js")).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(folder, "board.css")).toString(),
    });
  }

  async function answer(message: FromBoard): Promise<void> {
    switch (message.type) {
      case "ready":
        shown = "";
        show();
        return;
      case "install":
        await vscode.commands.executeCommand("backlog-ls.install");
        return;
      case "open":
        await changing.goTo(message.identity);
        return;
      case "undo":
      case "redo":
        await changing.step(message.type);
        panel?.reveal(undefined, false);
        await follower.fresh();
        send({ type: "stepped", step: message.type });
        return;
      case "move": {
        const done = await move(follower.followed, message);
        send({ ...message, type: "moved", done });
        return;
      }
    }
  }

  async function move(
    followed: Followed | undefined,
    { identity, column }: { readonly identity: string; readonly column: string },
  ): Promise<boolean> {
    const wanted = followed && columnsOf(followed.listing).find(({ id }) => id === column);
    if (wanted?.status === undefined) return false;
    const wish = { status: wanted.status, canonical: wanted.canonical };
    const done = await changing.change("setStatus", identity, wish);
    if (done) await follower.fresh();
    return done;
  }

  function show(): void {
    if (!panel) return;
    const { followed } = follower;
    const title = followed?.document.uri.path.split("/").at(-1) ?? "";
    const board = followed && boardOf(title, followed.listing, followed.items);
    const now = JSON.stringify(board ?? instead);
    if (now === shown) return;
    shown = now;
    panel.title = followed ? `Board: ${title}` : "Board";
    send({ type: "show", board, instead });
  }

  function send(message: ToBoard): void {
    void panel?.webview.postMessage(message);
  }

  const following = follower.onDidChange(show);
  return {
    open,
    show: (state) => {
      instead = insteadOf(state);
      show();
    },
    dispose: () => {
      following.dispose();
      panel?.dispose();
    },
  };
}

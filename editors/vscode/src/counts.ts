/** The counts in the status bar: `12 open · 3 blocked`. */

import * as vscode from "vscode";

import type { Follower } from "./follower";
import { summary } from "./items/summary";
import { countsDetail } from "./items/wording";
import { isShown } from "./settings/shown";

export function createCounts(follower: Follower): vscode.Disposable {
  // Right of the server's own item, which has priority 95.
  const bar = vscode.window.createStatusBarItem("backlog-ls.counts", vscode.StatusBarAlignment.Right, 94);
  bar.name = "Backlog Items";
  bar.command = "backlog-ls.showItems";
  const following = follower.onDidChange(() => {
    const { followed, inView } = follower;
    const counts = followed?.listing.counts;
    const text = summary(counts);
    if (!counts || text === "" || !inView || !isShown("counts")) {
      bar.hide();
      return;
    }
    const detail = countsDetail(counts);
    bar.text = text;
    bar.tooltip = `${detail}\n\nClick to show them`;
    bar.accessibilityInformation = { label: `Backlog: ${text}`, role: "button" };
    bar.show();
  });
  return vscode.Disposable.from(bar, following);
}

// Takes the pictures of the README, from our own examples: node test/workbench/pictures.mjs [NAME]

import { join } from "node:path";

import { FIRST_RELEASE, HARBOUR, HARBOUR_WITH_PROBLEMS, KANBAN } from "./examples.mjs";
import * as user from "./user.mjs";
import { EXTENSION, pause, startWorkbench } from "./workbench.mjs";

const only = process.argv[2];

async function take(names, options, steps) {
  if (only && !names.includes(only)) return;
  const bench = await startWorkbench({
    version: "139",
    vsix: join(EXTENSION, "backlog-ls.vsix"),
    open: "BACKLOG.md",
    ...options,
    settings: {
      "backlog-ls.interpreter": [process.env.BACKLOG_LS_PYTHON],
      "workbench.colorTheme": "Default Light Modern",
      "workbench.activityBar.location": "hidden",
      "editor.fontSize": 13,
      ...options.settings,
    },
  });
  const picture = (name) => bench.page.screenshot({ path: join(EXTENSION, "images", `${name}.png`) });
  try {
    await user.openFile(bench, "BACKLOG.md");
    await steps(bench, picture);
  } finally {
    await bench.stop();
  }
}

const light = { "workbench.colorTheme": "Default Light Modern", "workbench.activityBar.location": "default", "breadcrumbs.enabled": false };
const harbour = { "BACKLOG.md": HARBOUR_WITH_PROBLEMS, "milestones/first.md": FIRST_RELEASE, "kanban.md": KANBAN };
await take(["problems", "completion"], { files: harbour, settings: light, viewport: { width: 1100, height: 700 } }, async (bench, picture) => {
  await user.problem(bench, "Blokked");
  await user.tree(bench);
  await user.treeRow(bench, "first.md").waitFor();
  await user.goTo(bench, HARBOUR_WITH_PROBLEMS, "## Features", "#", false);
  await bench.page.mouse.move(300, 690); // where nothing has a tooltip
  await pause(1_500);
  await picture("problems");
  await bench.page.keyboard.press("Control+j");
  await bench.page.keyboard.press("Control+b");
  await user.goTo(bench, HARBOUR_WITH_PROBLEMS, "Buoys", "Blokked", false);
  for (let left = "Blokked".length; left > 0; left -= 1) await bench.page.keyboard.press("Delete");
  await user.press(bench, "Control+Space", ".suggest-widget.visible .monaco-list-row");
  await pause(1_500);
  await picture("completion");
});

const dark = {
  "workbench.colorTheme": "Default Dark Modern",
  "editor.codeLens": false,
  "editor.inlayHints.enabled": "off",
  "editor.lineNumbers": "off",
  "breadcrumbs.enabled": false,
};
await take(["board"], { files: { "BACKLOG.md": HARBOUR }, settings: dark, viewport: { width: 1600, height: 700 } }, async (bench, picture) => {
  await user.counts(bench, "1 blocked");
  await user.tree(bench);
  const frame = await user.board(bench);
  // More room for the board than for the text.
  const edge = await bench.page.locator(".editor-group-container").nth(1).boundingBox();
  await bench.page.mouse.move(edge.x, 500);
  await bench.page.mouse.down();
  await bench.page.mouse.move(655, 500, { steps: 10 });
  await bench.page.mouse.up();
  await bench.page.mouse.move(1_100, 600);
  await frame.locator(".card", { hasText: "Pilot rota" }).focus();
  await pause(1_500);
  await picture("board");
});

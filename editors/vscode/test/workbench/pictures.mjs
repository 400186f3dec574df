// Takes the pictures of the README, from our own example: node test/workbench/pictures.mjs

import { join } from "node:path";

import { BACKLOG, FILES } from "./examples.mjs";
import * as user from "./user.mjs";
import { EXTENSION, pause, startWorkbench } from "./workbench.mjs";

const bench = await startWorkbench({
  version: "139",
  vsix: join(EXTENSION, "backlog-ls.vsix"),
  files: FILES,
  open: "BACKLOG.md",
  settings: {
    "backlog-ls.interpreter": [process.env.BACKLOG_LS_PYTHON],
    "workbench.colorTheme": "Default Light Modern",
    "workbench.activityBar.location": "hidden",
    "editor.fontSize": 13,
  },
  viewport: { width: 920, height: 640 },
});
const picture = (name) => bench.page.screenshot({ path: join(EXTENSION, "images", `${name}.png`) });
try {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await bench.page.keyboard.press("Control+b");
  await user.problem(bench, "`Shipped` is not a declared status");
  await user.goTo(bench, BACKLOG, "Features", "#", false);
  await bench.page.mouse.move(5, 300);
  await pause(1_500);
  await picture("problems");
  await bench.page.keyboard.press("Control+j");
  await user.goTo(bench, BACKLOG, "Berths", "Shipped", false);
  for (let left = "Shipped".length; left > 0; left -= 1) await bench.page.keyboard.press("Delete");
  await user.press(bench, "Control+Space", ".suggest-widget.visible .monaco-list-row");
  await pause(1_500);
  await picture("completion");
} finally {
  await bench.stop();
}

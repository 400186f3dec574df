// Links, their labels and footnotes, headings and lists, as in every other Markdown document.
// VS Code does some of it by itself; each scenario has something that only the server can do.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";

import * as user from "./user.mjs";
import { pause, until } from "./workbench.mjs";

const CHARTS = `# Chart room

## Open tasks

- [ ] Soundings as in [the tables][sheet], see [above](#open-tasks)
- [ ] Depths are [computed](src/depth.py#L3)[^source]
- [x] Compass, checked [by hand][Sheet]

[sheet]: https://example.org/sheet

[^source]: Measured from the pier.
`;

/** Make it the text of the backlog, with `settings` of the workspace. */
async function open(bench, settings = {}) {
  const { page } = bench;
  bench.write(".vscode/settings.json", JSON.stringify(settings));
  await user.openFile(bench, "BACKLOG.md");
  await user.counts(bench, "3 open");
  await user.focusEditor(bench);
  await page.evaluate((text) => navigator.clipboard.writeText(text), CHARTS);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
  await user.savedAs(bench, "BACKLOG.md", (text) => text === CHARTS, "the charts");
  await user.counts(bench, "2 open");
}

async function linksAreFollowed(bench) {
  const { page } = bench;
  const at = (place) => page.locator(".statusbar-item", { hasText: place }).first().waitFor();
  const peeks = () => page.locator(".peekview-widget").count();
  bench.write("src/depth.py", "import sea\n\ndef depth():\n    return sea.depth()\n");
  try {
    await open(bench);
    await user.goTo(bench, CHARTS, "Depths", "^source");
    await page.keyboard.press("F12");
    await at("Ln 11, Col 3");
    await user.goTo(bench, CHARTS, "Depths", "#L3");
    await page.keyboard.press("F12");
    await page.locator('.tab.active[data-resource-name="depth.py"]').first().waitFor();
    await at("Ln 3, Col 1");
    await user.openFile(bench, "BACKLOG.md");
    // VS Code has the same definitions of these: none is there twice, so none is to be chosen.
    for (const [needle, place] of [["sheet]", "Ln 9,"], ["#open-tasks", "Ln 3,"]]) {
      await user.goTo(bench, CHARTS, "Soundings", needle);
      await page.keyboard.press("F12");
      await until(`${place} or a choice`, async () => (await peeks()) > 0 || (await page.locator(".statusbar-item", { hasText: place }).count()) > 0);
      await bench.shot(needle.replace(/\W/g, ""));
      assert.equal(await peeks(), 0, needle);
    }
  } finally {
    rmSync(join(bench.workspace, "src"), { recursive: true });
  }
}

async function headingsAreHighlighted(bench) {
  const { page } = bench;
  await open(bench, { "editor.occurrencesHighlight": "singleFile" });
  await pause(1_500); // nothing tells that a setting has come
  await user.goTo(bench, CHARTS, "## Open", "tasks");
  let seen = [];
  await until("the heading and its link", async () => {
    seen = await user.highlights(bench);
    return seen.includes("Open tasks") && seen.includes("open-tasks");
  }).catch(() => assert.fail(JSON.stringify(seen)));
  await bench.shot("highlights");
  // At a definition, VS Code goes to the one reference. It finds it by itself, too: it is not there twice.
  await page.keyboard.press("F12");
  await page.locator(".statusbar-item", { hasText: "Ln 5," }).first().waitFor();
  assert.equal(await page.locator(".peekview-widget").count(), 0);
}

async function labelsAreCompleted(bench) {
  const { page } = bench;
  await open(bench);
  for (const [settings, what] of [[{}, "both"], [{ "markdown.suggest.paths.enabled": false }, "alone"]]) {
    bench.write(".vscode/settings.json", JSON.stringify(settings));
    await pause(1_500); // nothing tells that a setting has come
    for (const [typed, label] of [[" [tide][", "sheet"], [" [^", "source"]]) {
      await user.goTo(bench, CHARTS, "Compass", "Compass", false);
      await page.keyboard.press("End");
      await page.keyboard.type(typed);
      const offered = await user.suggestions(bench);
      await bench.shot(`${what}-${label}`);
      assert.deepEqual(offered.filter((each) => each === label), [label], `${what}: ${JSON.stringify(offered)}`);
      await page.keyboard.press("Escape");
    }
  }
}

async function labelsAreRenamed(bench) {
  await open(bench);
  let text = CHARTS;
  for (const [mark, needle, name, expected] of [
    ["Depths", "source", "pier", (now) => now.replaceAll("^source", "^pier")],
    ["Compass", "Sheet", "table", (now) => now.replaceAll(/\[sheet\]/gi, "[table]")],
  ]) {
    await user.goTo(bench, text, mark, needle);
    const input = await user.press(bench, "F2", ".rename-box input.rename-input");
    assert.equal((await input.inputValue()).toLowerCase(), needle.toLowerCase());
    await input.fill(name);
    await input.press("Enter");
    text = expected(text);
    await user.savedAs(bench, "BACKLOG.md", (now) => now === text, `the label ${name}`);
  }
}

async function footnotesAreExplained(bench) {
  await open(bench);
  await user.goTo(bench, CHARTS, "Depths", "source");
  await bench.page.keyboard.press("Control+k");
  await bench.page.keyboard.press("Control+i");
  await bench.page.locator(".monaco-hover:not(.hidden) .hover-contents").filter({ hasText: "Measured from the pier" }).first().waitFor();
  await bench.shot("hover");
}

/** With VS Code's own setting for what is formatted while one types. */
async function listsGoOn(bench) {
  const { page } = bench;
  await open(bench, { "[markdown]": { "editor.formatOnType": true } });
  await pause(1_500); // nothing tells that a setting has come
  await user.goTo(bench, CHARTS, "Compass", "Compass", false);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  const lines = async () => (await user.shownText(bench)).split("\n");
  await until("the next task", async () => (await lines())[7].startsWith("- [ ]"));
  await page.keyboard.type("Log");
  await page.keyboard.press("Enter");
  await until("another task", async () => (await lines())[8].startsWith("- [ ]"));
  await bench.shot("tasks");
  await page.keyboard.press("Enter"); // which ends the list, in an empty task
  await until("the end", async () => !(await user.shownText(bench)).includes("- [ ] \n") && (await lines())[8].trim() === "");
  await user.savedAs(bench, "BACKLOG.md", (now) => /\[Sheet\]\n- \[ \] Log\n\s*\n\[sheet\]/.test(now), "the task");
}

/** Scenarios in one window, as those of scenarios.mjs. */
export const LINKS = {
  "links-are-followed": linksAreFollowed,
  "headings-are-highlighted": headingsAreHighlighted,
  "labels-are-completed": labelsAreCompleted,
  "labels-are-renamed": labelsAreRenamed,
  "footnotes-are-explained": footnotesAreExplained,
  "lists-go-on": listsGoOn,
};

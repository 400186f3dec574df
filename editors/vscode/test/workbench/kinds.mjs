// Documents that are otherwise than most: kanban files, settings files, those that cannot be changed.

import assert from "node:assert/strict";

import { BACKLOG, KANBAN } from "./examples.mjs";
import * as user from "./user.mjs";
import { until } from "./workbench.mjs";

async function kanbanCardsMove(bench) {
  const { page } = bench;
  await user.openFile(bench, "kanban.md");
  await user.counts(bench, "3 open");
  const frame = await user.board(bench);
  const titles = () => frame.locator(".column .title").allInnerTexts();
  assert.deepEqual(await titles(), ["Backlog", "Doing", "Review", "Done"]);
  const card = (name) => frame.locator(".card", { hasText: name });
  const has = (title, name) => user.column(frame, title).locator(".card", { hasText: name }).waitFor();
  await has("Backlog", "Charts of the bay");
  await bench.shot("board");
  // With all that is in it, into a column where nothing is yet.
  await card("Charts of the bay").dragTo(user.column(frame, "Review"));
  await has("Review", "Charts of the bay");
  const charts = "- [ ] Charts of the bay\n  - [ ] depths\n  - [x] currents\n";
  const moved = KANBAN.replace(charts, "").replace("## Review\n", `## Review\n\n${charts}`);
  await user.focusEditor(bench);
  await user.savedAs(bench, "kanban.md", (text) => text === moved, "the dragged card");
  // By keys, into a column that ticks it; the board itself takes that back.
  await card("Lighthouse").focus();
  await page.keyboard.press("Control+ArrowRight");
  await has("Review", "Lighthouse");
  await page.keyboard.press("Control+ArrowRight");
  await has("Done", "Lighthouse");
  await frame.locator(".card:focus", { hasText: "Lighthouse" }).waitFor();
  for (const title of ["Review", "Doing"]) {
    await page.keyboard.press("Control+z");
    await has(title, "Lighthouse");
    await frame.locator(".card:focus", { hasText: "Lighthouse" }).waitFor();
  }
  await page.keyboard.press("Control+y");
  await has("Review", "Lighthouse");
  await frame.locator(".card:focus", { hasText: "Lighthouse" }).waitFor();
  for (const [title, name] of [["Doing", "Lighthouse"], ["Backlog", "Charts of the bay"]]) {
    await page.keyboard.press("Control+z");
    await has(title, name);
  }
  await user.focusEditor(bench);
  await user.savedAs(bench, "kanban.md", (text) => text === KANBAN, "the text as it was");
  // What can be picked for a card are the columns.
  await user.goTo(bench, KANBAN, "Paint the pier", "Paint");
  await user.command(bench, "Backlog: Set Status");
  const choices = page.locator(".quick-input-list .monaco-list-row");
  await choices.filter({ hasText: "Doing" }).first().waitFor();
  assert.deepEqual(
    (await choices.allInnerTexts()).map((text) => text.trim()),
    ["Backlog", "Doing", "Review", "Done"],
  );
  await bench.shot("choices");
  await page.keyboard.press("Escape");
}

async function settingsFileIsServed(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  const text = '[severity]\ninvalid-status = "loud"\n\n[table]\n\n';
  bench.write(".backlog-ls.toml", text);
  await user.openFile(bench, ".backlog-ls.toml");
  await user.squiggle(bench, "error", "invalid-status");
  await user.goTo(bench, text, "loud", "loud", false);
  for (let left = "loud".length; left > 0; left -= 1) await page.keyboard.press("Delete");
  const offered = await user.suggestions(bench);
  assert.deepEqual(offered.slice(0, 5), ["error", "warning", "information", "hint", "off"]);
  await bench.shot("completion");
  await page.keyboard.press("Escape");
  await page.keyboard.type("hint");
  await user.noSquiggle(bench, "invalid-status");
  await user.goTo(bench, text, "invalid-status", "invalid-status");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+i");
  await page.locator(".monaco-hover:not(.hidden) .hover-contents").filter({ hasText: "legend" }).first().waitFor();
  await bench.shot("hover");
}

/** VS Code has Markdown features of its own: what it says, shows and offers is not there twice. */
async function nothingIsDoubled(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.focusEditor(bench);
  await user.press(bench, "Control+Shift+o", ".quick-input-list .monaco-list-row");
  const symbols = page.locator(".quick-input-list .monaco-list-row");
  await symbols.filter({ hasText: "Tide tables" }).first().waitFor();
  await symbols.filter({ hasText: "## Features" }).first().waitFor();
  const names = await symbols.evaluateAll((all) =>
    all.map((row) => row.querySelector(".label-name").textContent.replace(/^#+ /, "")),
  );
  assert.deepEqual(names, [...new Set(names)]);
  await bench.shot("symbols");
  await page.keyboard.press("Escape");
  // At a link: what it leads to, and what else it could.
  await user.goTo(bench, BACKLOG, "first release", "milestones");
  await page.keyboard.press("F12");
  await page.locator('.tab.active[data-resource-name="first.md"]').first().waitFor();
  assert.equal(await page.locator(".peekview-widget").count(), 0);
  await user.openFile(bench, "BACKLOG.md");
  await user.goTo(bench, BACKLOG, "first release", "milestones/first.md", false);
  for (let left = "milestones/first.md".length; left > 0; left -= 1) await page.keyboard.press("Delete");
  const links = await user.suggestions(bench);
  await bench.shot("links");
  const of = (label) => links.filter((each) => each.endsWith(label)).length;
  assert.deepEqual([of("kanban.md"), of("milestones/first.md")], [1, 1], JSON.stringify(links));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  const beginnings = await user.suggestions(bench);
  await bench.shot("beginnings");
  assert.deepEqual(beginnings, [...new Set(beginnings)]);
  await page.keyboard.press("Escape");
}

async function boardTellsWhatCannotBeChanged(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.counts(bench, "3 open");
  await user.command(bench, "File: Set Active Editor Read-only in Session");
  const frame = await user.board(bench);
  await frame.locator(".card", { hasText: "Buoys" }).focus();
  await page.keyboard.press("Control+ArrowRight");
  await user.notification(bench, "could not be changed");
  await bench.shot("refused");
  await user.column(frame, "In Progress").locator(".card", { hasText: "Buoys" }).waitFor();
  await frame.locator("#said", { hasText: "could not be moved" }).waitFor({ state: "attached" });
  await user.focusEditor(bench);
  await until("the text as it is", async () => (await user.shownText(bench)).includes("| In Progress | Lit all night |"));
  await user.command(bench, "File: Reset Active Editor Read-only in Session");
}

/** Scenarios in one window, as those of scenarios.mjs. */
export const KINDS = {
  "kanban-cards-move": kanbanCardsMove,
  "settings-file-is-served": settingsFileIsServed,
  "nothing-is-doubled": nothingIsDoubled,
  "board-tells-what-cannot-be-changed": boardTellsWhatCannotBeChanged,
};

// What the extension shows beside the text: colours, counts, the tree, the board, commands.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { BACKLOG, MANY } from "./examples.mjs";
import * as user from "./user.mjs";
import { pause, until } from "./workbench.mjs";

/** Write the open document on the disk until the editor shows it: a new window does not watch yet. */
async function rewritten(bench, text, mark) {
  await until("the text from the disk", async () => {
    bench.write("BACKLOG.md", text);
    await pause(500);
    return (await user.shownText(bench)).includes(mark);
  });
}

async function statusesHaveColours(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  const colour = (mark, text) => user.colour(bench, mark, text);
  await until("colours", async () => (await colour("Buoys", "In Progress")) !== (await colour("Buoys", "Lit all night")));
  assert.equal(await colour("Tide tables", "Tide tables"), await colour("Tide tables", "Done"));
  assert.notEqual(await colour("Tide tables", "Done"), await colour("Buoys", "In Progress"));
  // What the words of a sentence look like is the theme's own.
  assert.equal(await colour("notes", "Nothing"), undefined);
  await bench.shot("colours");
}

async function countsAreTold(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.counts(bench, "3 open");
  await user.goTo(bench, BACKLOG, "Pilot rota", "todo", false);
  for (let left = "todo".length; left > 0; left -= 1) await page.keyboard.press("Delete");
  await page.keyboard.type("Blocked");
  await user.counts(bench, "3 open · 1 blocked");
  await user.openFile(bench, "notes.md");
  await page.locator(".statusbar-item").filter({ hasText: " open" }).first().waitFor({ state: "hidden" });
  await user.openFile(bench, "BACKLOG.md");
  const item = await user.counts(bench, "3 open · 1 blocked");
  await item.click();
  await user.treeRow(bench, "Features").waitFor();
  await bench.shot("counts");
}

async function treeFollows(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.counts(bench, "3 open");
  await user.tree(bench);
  await user.treeRow(bench, "Buoys").filter({ hasText: "In Progress" }).waitFor();
  await user.treeRow(bench, "Crew").filter({ hasText: "1 of 2 done" }).waitFor();
  await bench.shot("by-section");
  // A click goes there.
  await user.treeRow(bench, "Buoys").click();
  await page.locator(".statusbar-item", { hasText: "Ln 19," }).first().waitFor();
  // What is closed stays closed while the text changes.
  await user.treeRow(bench, "Crew").locator(".monaco-tl-twistie").click();
  await page.locator(".pane .monaco-list-row", { hasText: "Phone numbers" }).first().waitFor({ state: "detached" });
  await user.goTo(bench, BACKLOG, "Buoys", "Buoys", false);
  await page.keyboard.type("Many ");
  await user.treeRow(bench, "Many Buoys").waitFor();
  assert.equal(await user.treeRow(bench, "Phone numbers").count(), 0);
  await user.command(bench, "Backlog: Group by Status");
  await user.treeRow(bench, "Other").waitFor();
  await bench.shot("by-status");
  await user.command(bench, "Backlog: Filter Items");
  await page.locator(".quick-input-widget:not([style*='display: none']) input.input").fill("pilot");
  await user.treeRow(bench, "Many Buoys").waitFor({ state: "detached" });
  await user.treeRow(bench, "Pilot rota").waitFor();
  await page.keyboard.press("Enter");
  await bench.shot("filtered");
  await user.command(bench, "Backlog: Clear Filter");
  await user.treeRow(bench, "Many Buoys").waitFor();
  await user.command(bench, "Backlog: Group by Section");
}

/** The view has the backlogs of the whole workspace, the present one first. */
async function viewHasAllBacklogs(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.counts(bench, "3 open");
  const rows = await user.tree(bench);
  await user.treeRow(bench, "first.md").filter({ hasText: "milestones · 1 open" }).waitFor();
  await user.treeRow(bench, "Buoys").waitFor();
  await bench.shot("all");
  const names = () => rows.evaluateAll((all) => all.map((row) => row.querySelector(".label-name").textContent.trim()));
  assert.equal((await names())[0], "BACKLOG.md");
  assert.equal((await names()).filter((name) => /\.md/.test(name)).length, 3);
  // What changes on the disk is read again, and nothing that is open closes.
  bench.write("milestones/first.md", "# First release\n\n- [ ] Tide tables\n- [ ] Fog horn\n");
  await user.treeRow(bench, "first.md").filter({ hasText: "milestones · 2 open" }).waitFor();
  // An item of another document: its status can be set.
  await user.command(bench, "Backlog: Filter Items");
  await page.locator(".quick-input-widget:not([style*='display: none']) input.input").fill("fog");
  await user.treeRow(bench, "BACKLOG.md").waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await bench.shot("filtered");
  await user.treeRow(bench, "Fog horn").hover();
  await user.treeRow(bench, "Fog horn").locator(".action-label.codicon-check").click();
  await page.locator('.tab.active[data-resource-name="first.md"]').first().waitFor();
  await user.savedAs(bench, "milestones/first.md", (text) => text.includes("- [x] Fog horn"), "the mark");
  await user.command(bench, "Backlog: Clear Filter");
  // Now that one is the present one.
  await until("the other one first", async () => (await names())[0] === "first.md");
  await user.command(bench, "Backlog: Group by Owner");
  await user.treeRow(bench, "Lighthouse").filter({ hasText: "kanban.md" }).waitFor();
  await bench.shot("by-owner");
  await user.command(bench, "Backlog: Show Only This Backlog");
  await user.treeRow(bench, "Lighthouse").waitFor({ state: "detached" });
  await user.command(bench, "Backlog: Show All Backlogs");
  await user.command(bench, "Backlog: Group by Section");
}

/** Code lenses lead to the items of their section, and everything beside the text can be turned off. */
async function lensesCanBeClicked(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.counts(bench, "3 open");
  const lens = page.locator(".codelens-decoration a").filter({ hasText: "1 of 2 done" }).first();
  await lens.click();
  await page.locator(".part.sidebar .monaco-list-row.focused").filter({ hasText: "Crew" }).first().waitFor();
  await bench.shot("clicked");
  await user.focusEditor(bench);
  await user.command(bench, "Backlog: Toggle Progress Above Headings");
  await lens.waitFor({ state: "detached" });
  await user.command(bench, "Backlog: Toggle Counts in Status Bar");
  await page.locator(".statusbar-item").filter({ hasText: "3 open" }).first().waitFor({ state: "hidden" });
  await bench.shot("off");
  await user.command(bench, "Backlog: Toggle Counts in Status Bar");
  await user.command(bench, "Backlog: Toggle Progress Above Headings");
  await lens.waitFor();
  await user.counts(bench, "3 open");
}

async function treeSetsStatus(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.counts(bench, "3 open");
  await user.tree(bench);
  await user.treeRow(bench, "Buoys").click({ button: "right" });
  await page.locator(".monaco-menu .action-label").filter({ hasText: "Set Status" }).first().waitFor();
  // By key: a menu takes no click in its first moments.
  await pause(500);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const choices = page.locator(".quick-input-list .monaco-list-row");
  await choices.filter({ hasText: "Released" }).first().waitFor();
  assert.equal(await choices.count(), 3);
  await bench.shot("choices");
  await page.locator(".quick-input-widget:not([style*='display: none']) input.input").fill("Done");
  await pause(300);
  await page.keyboard.press("Enter");
  await user.treeRow(bench, "Buoys").filter({ hasText: "Done" }).waitFor();
  await user.focusEditor(bench);
  await user.savedAs(bench, "BACKLOG.md", (text) => text.includes("| **Buoys** | Done | Lit all night |"), "the status");
}

async function boardMovesCards(bench) {
  const { page } = bench;
  const text = BACKLOG.replace("**Pilot rota**", "<img src=x onerror=document.body.remove()> rota");
  await user.openFile(bench, "BACKLOG.md");
  await rewritten(bench, text, "onerror");
  await user.counts(bench, "3 open");
  const frame = await user.board(bench);
  const card = (name) => frame.locator(".card", { hasText: name });
  const has = (title, name) => user.column(frame, title).locator(".card", { hasText: name }).waitFor();
  await has("Todo", "<img src=x onerror=document.body.remove()> rota");
  await has("In Progress", "Buoys");
  await bench.shot("board");
  await card("Buoys").dragTo(user.column(frame, "Todo"));
  await has("Todo", "Buoys");
  await user.focusEditor(bench);
  await user.savedAs(bench, "BACKLOG.md", (now) => now === text.replace("| In Progress | Lit", "| Todo | Lit"), "the dragged card's status");
  await page.keyboard.press("Control+z");
  await has("In Progress", "Buoys");
  // By keys, and the card keeps the focus.
  await card("Buoys").focus();
  await page.keyboard.press("Control+ArrowRight");
  await has("Done", "Buoys");
  await frame.locator(".card:focus", { hasText: "Buoys" }).waitFor();
  await frame.locator("#said", { hasText: "Buoys is now Done" }).waitFor({ state: "attached" });
  await page.keyboard.press("ArrowUp");
  await frame.locator(".card:focus", { hasText: "Berths" }).waitFor();
  // A click on what the filter leaves.
  await page.keyboard.press("/");
  await page.keyboard.type("tide");
  await card("Berths").waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await frame.locator(".card:focus", { hasText: "Tide tables" }).waitFor();
  await bench.shot("filtered");
  await page.keyboard.press("Enter");
  await page.locator(".statusbar-item", { hasText: "Ln 15," }).first().waitFor();
}

async function boardHoldsThousands(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await rewritten(bench, MANY, "ship number");
  await user.counts(bench, "1334 open");
  const frame = await user.board(bench);
  await frame.locator("#count", { hasText: "2000 cards" }).waitFor();
  const todo = user.column(frame, "Todo");
  assert.equal(await todo.locator(".sheet").getAttribute("aria-label"), "Todo, 667 cards");
  await todo.locator(".card").first().focus();
  await page.keyboard.press("End");
  const last = frame.locator(".card:focus", { hasText: "F-1998" });
  await last.waitFor();
  assert.equal(await last.getAttribute("aria-posinset"), "667");
  const drawn = await frame.locator(".card").count();
  assert.ok(drawn < 120, `${drawn} cards are drawn at once`);
  await bench.shot("last");
  // The text changes far above: what is scrolled to stays, and so does the focus.
  const scrolled = () => todo.locator(".cards").evaluate((each) => each.scrollTop);
  const before = await scrolled();
  await page.keyboard.press("Control+ArrowRight");
  await user.column(frame, "In Progress").locator(".card:focus", { hasText: "F-1998" }).waitFor();
  assert.ok(before - (await scrolled()) < 200, "the column jumped");
  await frame.locator("#filter").fill("number 1998");
  await frame.locator("#count", { hasText: "1 card" }).waitFor();
  await user.focusEditor(bench);
  await user.savedAs(bench, "BACKLOG.md", (text) => text.includes("number 1998 | In Progress |"), "the moved card");
}

/** The report has the text that is not saved yet, leads to its lines, and looks like the theme. */
async function reportIsShown(bench) {
  const { page } = bench;
  const typed = BACKLOG.replace("**Buoys**", "**Many Buoys**");
  await user.openFile(bench, "BACKLOG.md");
  await user.counts(bench, "3 open");
  await user.goTo(bench, BACKLOG, "Buoys", "Buoys", false);
  await page.keyboard.type("Many ");
  const frame = await user.report(bench, "Show Report", "Report: BACKLOG.md");
  const card = frame.locator(".cards li", { hasText: "Many Buoys" });
  await card.waitFor();
  assert.equal(bench.read("BACKLOG.md"), BACKLOG);
  for (const [part, theme] of [["light", "Default Light Modern"], ["dark", "Default Dark Modern"], ["contrast", "Default High Contrast"]]) {
    bench.write(".vscode/settings.json", JSON.stringify({ "workbench.colorTheme": theme }));
    const background = (place) => place.evaluate((each) => getComputedStyle(each).backgroundColor);
    const editor = page.locator(".monaco-editor-background").first();
    const wanted = { light: "rgb(255, 255, 255)", dark: "rgb(31, 31, 31)", contrast: "rgb(0, 0, 0)" }[part];
    await until(part, async () => (await background(editor)) === wanted && (await background(frame.locator("body"))) === wanted);
    await pause(700); // what is drawn again
    await bench.shot(part);
  }
  // A line leads to the text, beside the page.
  await card.locator("a", { hasText: "line 19" }).click();
  await page.locator(".statusbar-item", { hasText: "Ln 19, Col 1" }).first().waitFor();
  await page.locator('.tab.active[data-resource-name="BACKLOG.md"]').first().waitFor();
  await page.locator(".tab", { hasText: "Report: BACKLOG.md" }).first().waitFor();
  // Within the page, too.
  await frame.locator("nav a", { hasText: "Board" }).click();
  // It is made again when the text is saved.
  await user.goTo(bench, typed, "Pilot rota", "todo", false);
  for (let left = "todo".length; left > 0; left -= 1) await page.keyboard.press("Delete");
  await page.keyboard.type("Done");
  await user.savedAs(bench, "BACKLOG.md", (text) => text.includes("| **Pilot rota** | Done |"), "the status");
  await frame.locator(".done-card", { hasText: "Pilot rota" }).waitFor();
}

/** The report of all backlogs, and the message when one of them cannot be read. */
async function reportHasAllBacklogs(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.counts(bench, "3 open");
  const frame = await user.report(bench, "Show Report of All Backlogs", "Report: All Backlogs");
  await frame.locator(".nested", { hasText: "kanban.md" }).first().waitFor();
  await bench.shot("all");
  await frame.locator(".cards a", { hasText: "milestones/first.md:5" }).first().click();
  await page.locator('.tab.active[data-resource-name="first.md"]').first().waitFor();
  await page.locator(".statusbar-item", { hasText: "Ln 5, Col 1" }).first().waitFor();
  bench.write("TODO.md", Buffer.from("# To do\n\n- [ ] caf\xe9\n", "latin1"));
  try {
    await user.command(bench, "Backlog: Show Report of All Backlogs");
    const message = await user.notification(bench, "The report is not complete: TODO.md: not UTF-8");
    await bench.shot("incomplete");
    await message.hover();
    await message.locator(".monaco-button", { hasText: "Show Output" }).click();
    await user.output(bench);
  } finally {
    rmSync(join(bench.workspace, "TODO.md"));
  }
}

async function refactoringCommands(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.counts(bench, "3 open");
  await user.goTo(bench, BACKLOG, "Pilot rota", "Pilot");
  await user.command(bench, "Backlog: Sort Table by Column");
  const choices = page.locator(".quick-input-list .monaco-list-row");
  await choices.filter({ hasText: "descending" }).first().waitFor();
  await bench.shot("choices");
  await page.keyboard.press("Enter");
  const names = (now) => [...now.matchAll(/^\| \*\*(.+?)\*\*/gm)].map((found) => found[1]);
  const sorted = await user.savedAs(bench, "BACKLOG.md", (now) => names(now)[0] === "Berths", "the sorted table");
  assert.deepEqual(names(sorted), ["Berths", "Buoys", "Pilot rota", "Tide tables", "漢字 route"]);
  await user.goTo(bench, sorted, "Pilot rota", "Pilot");
  await user.command(bench, "Backlog: Mark Done");
  await user.savedAs(bench, "BACKLOG.md", (now) => now.includes("| **Pilot rota** | Done |"), "the mark");
  // By its key, where a backlog is.
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Alt+s");
  await choices.filter({ hasText: "Released" }).first().waitFor();
  await page.keyboard.press("Enter");
  await user.savedAs(bench, "BACKLOG.md", (now) => now.includes("| **Pilot rota** | Todo |"), "the picked status");
}

async function snippetsAndWalkthrough(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.counts(bench, "3 open");
  await user.openFile(bench, "notes.md");
  await user.focusEditor(bench);
  await page.keyboard.press("Control+End");
  await user.command(bench, "Snippets: Insert Snippet");
  await page.locator(".quick-input-widget:not([style*='display: none']) input.input").fill("backlog-legend");
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "backlog-legend" }).first().waitFor();
  await pause(300);
  await page.keyboard.press("Enter");
  await user.savedAs(bench, "notes.md", (text) => text.includes("| Blocked | Waits for something |"), "the legend");
  await page.keyboard.press("Escape");
  await user.command(bench, "Welcome: Open Walkthrough...");
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Get Started with Backlog" }).first().click();
  const steps = page.locator(".gettingStartedContainer .step-title");
  await steps.filter({ hasText: "Open the board" }).first().waitFor();
  assert.equal(await steps.count(), 5);
  await page.locator(".gettingStartedContainer .monaco-button", { hasText: "New Backlog" }).first().click();
  await page.locator(".tab.active", { hasText: "Untitled-1" }).waitFor();
  await user.counts(bench, "6 open");
  await bench.shot("new");
  await user.command(bench, "Welcome: Open Walkthrough...");
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Get Started with Backlog" }).first().click();
  await steps.filter({ hasText: "Fix problems" }).first().click();
  await pause(1_500);
  await bench.shot("walkthrough");
}

/** Scenarios in one window, as those of scenarios.mjs. */
export const VIEWS = {
  "statuses-have-colours": statusesHaveColours,
  "counts-are-told": countsAreTold,
  "tree-follows": treeFollows,
  "tree-sets-status": treeSetsStatus,
  "view-has-all-backlogs": viewHasAllBacklogs,
  "lenses-can-be-clicked": lensesCanBeClicked,
  "board-moves-cards": boardMovesCards,
  "board-holds-thousands": boardHoldsThousands,
  "report-is-shown": reportIsShown,
  "report-has-all-backlogs": reportHasAllBacklogs,
  "snippets-and-walkthrough": snippetsAndWalkthrough,
  "refactoring-commands": refactoringCommands,
};

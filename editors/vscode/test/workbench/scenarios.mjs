// What is tried, each as a user would see it. A scenario gets a running workbench with its own files.

import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";

import { BACKLOG } from "./examples.mjs";
import { KINDS } from "./kinds.mjs";
import { LINKS } from "./links.mjs";
import * as user from "./user.mjs";
import { VIEWS } from "./views.mjs";
import { pause, until } from "./workbench.mjs";

async function squigglesStandRight(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.squiggle(bench, "error", "Blokked");
  await user.squiggle(bench, "info", "todo");
  await user.squiggle(bench, "warning", "Done");
}

async function problemsHaveTextAndLink(bench) {
  await user.openFile(bench, "BACKLOG.md");
  const row = await user.problem(bench, "Unknown status `Shipped`");
  assert.match(await row.innerText(), /backlog-ls/);
  const link = row.locator("a", { hasText: "invalid-status" }).first();
  await link.waitFor();
  await bench.shot("problems");
  await bench.page.keyboard.down("Control");
  await link.click();
  await bench.page.keyboard.up("Control");
  // Not the page of all rules as source, but this rule's chapter as it is read.
  await bench.page.locator(".tab", { hasText: "invalid-status" }).first().waitFor();
  const page = bench.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await page.locator("h1", { hasText: "invalid-status" }).waitFor();
  await page.locator("h2", { hasText: "Use instead" }).waitFor();
  assert.equal(await page.locator("h1").count(), 1);
  await bench.shot("rule");
  // From the hover over the squiggle, too; and nothing was opened that could be edited.
  await user.openFile(bench, "BACKLOG.md");
  await user.goTo(bench, BACKLOG, "| todo", "todo");
  await bench.page.keyboard.press("Control+k");
  await bench.page.keyboard.press("Control+i");
  const code = bench.page.locator(".monaco-hover a.code-link:visible", { hasText: "status-spelling" }).first();
  await code.hover();
  await pause(700); // it is drawn again for the mouse
  await bench.shot("hover");
  await code.click();
  await bench.page.locator(".tab", { hasText: "status-spelling" }).first().waitFor();
  await bench.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").locator("h1", { hasText: "status-spelling" }).waitFor();
}

async function completionIsAccepted(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.goTo(bench, BACKLOG, "Berths", "Shipped", false);
  for (let left = "Shipped".length; left > 0; left -= 1) await page.keyboard.press("Delete");
  await user.press(bench, "Control+Space", ".suggest-widget.visible .monaco-list-row");
  const rows = page.locator(".suggest-widget.visible .monaco-list-row");
  await rows.filter({ hasText: "In Progress" }).first().waitFor();
  const offered = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-label")));
  assert.deepEqual(
    offered.map((label) => label.split(",")[0].trim()).slice(0, 3),
    ["Todo", "In Progress", "Done"],
  );
  await bench.shot("completion");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await user.savedAs(bench, "BACKLOG.md", (text) => text.includes("👩‍🚀 | In Progress |"), "the completed status");
}

/** While a status is typed again, nothing under it is underlined, and completion comes by itself. */
async function typingIsCalm(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "info", "todo");
  await user.goTo(bench, BACKLOG, "Buoys", "In Progress", false);
  for (let left = "In Progress".length; left > 0; left -= 1) await page.keyboard.press("Delete");
  const rows = page.locator(".suggest-widget.visible .monaco-list-row");
  for (const key of "Do") {
    await page.keyboard.type(key);
    await pause(150);
    const seen = await user.squiggles(bench);
    assert.ok(!seen.some(({ text }) => text !== "" && "Do".startsWith(text)), JSON.stringify(seen));
  }
  await rows.filter({ hasText: "Done" }).first().waitFor();
  await bench.shot("completion");
  await page.keyboard.press("Escape");
  // It is left: now it is what it is.
  await user.goTo(bench, BACKLOG, "## Crew", "#", false);
  await user.squiggle(bench, "error", "Do");
  await bench.shot("left");
}

async function hoverTells(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.goTo(bench, BACKLOG, "Tide tables", "Done");
  await bench.page.keyboard.press("Control+k");
  await bench.page.keyboard.press("Control+i");
  const hover = bench.page.locator(".monaco-hover:not(.hidden) .hover-contents").filter({ hasText: "Released" });
  await hover.first().waitFor();
  await bench.shot("hover");
  await bench.page.keyboard.press("Escape");
}

async function quickFixMends(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "info", "todo");
  await user.goTo(bench, BACKLOG, "| todo", "todo");
  await user.press(bench, "Control+.", ".action-widget .monaco-list-row");
  await bench.shot("quick-fix");
  await page.keyboard.press("Enter");
  await user.savedAs(bench, "BACKLOG.md", (text) => text.includes("| **Pilot rota** | Todo |"), "the fix");
  await user.noSquiggle(bench, "todo");
}

/** On a row, the lightbulb is short and in order; the rest is in the menu and in the palette. */
async function lightbulbIsShort(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "info", "todo");
  await user.goTo(bench, BACKLOG, "| todo", "todo");
  await user.press(bench, "Control+.", ".action-widget .monaco-list-row");
  const rows = page.locator(".action-widget .monaco-list-row.action");
  await bench.shot("finding");
  assert.deepEqual(await rows.allInnerTexts(), [
    "Change to `Todo`",
    "Suppress `status-spelling` in this table",
    "Set status to In Progress (Somebody works on it)",
    "Set status to Done (Released)",
    "Reformat this table",
  ]);
  await page.keyboard.press("Escape");
  await user.goTo(bench, BACKLOG, "Buoys", "Lit");
  await user.press(bench, "Control+.", ".action-widget .monaco-list-row");
  await bench.shot("row");
  assert.deepEqual(await rows.allInnerTexts(), [
    "Set status to Todo (Not started)",
    "Set status to Done (Released)",
    "Reformat this table",
  ]);
  await page.keyboard.press("Escape");
  await user.command(bench, "Backlog: Insert Row Below");
  await user.savedAs(bench, "BACKLOG.md", (text) => /Lit all night \|\n\|[ |]+\|\n/.test(text), "the new row");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Shift+F10");
  const menu = page.locator(".monaco-menu .action-item").filter({ hasText: "Backlog" }).first();
  await menu.waitFor();
  await pause(700); // a menu takes nothing in its first moments
  await menu.hover();
  await menu.click();
  await page.locator(".monaco-menu .action-item").filter({ hasText: "Sort Table by Column" }).first().waitFor();
  await bench.shot("menu");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
}

async function formatDocumentAligns(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.focusEditor(bench);
  await user.command(bench, "Format Document");
  await user.savedAs(bench, "BACKLOG.md", (text) => /\| `Done` {8}\|/.test(text), "the aligned legend");
  await bench.shot("formatted");
}

async function formatTablesCommand(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.focusEditor(bench);
  await user.command(bench, "Backlog: Format Tables");
  await user.savedAs(bench, "BACKLOG.md", (text) => /\| `Done` {8}\|/.test(text), "the aligned legend");
}

async function fixAllCommand(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "info", "todo");
  await user.focusEditor(bench);
  await user.command(bench, "Backlog: Fix All That Is Safe to Fix");
  await user.savedAs(bench, "BACKLOG.md", (text) => text.includes("| **Pilot rota** | Todo |"), "the fixes");
}

async function settingsChangeLive(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  bench.write(".vscode/settings.json", JSON.stringify({ "backlog-ls.severity": { "invalid-status": "off" } }));
  await user.noSquiggle(bench, "Shipped");
  await user.squiggle(bench, "info", "todo");
  // What is set no longer counts no longer, and the project's own file does.
  bench.write(".vscode/settings.json", "{}");
  await user.squiggle(bench, "error", "Shipped");
  bench.write(".backlog-ls.toml", '[severity]\ninvalid-status = "hint"\n');
  await user.noSquiggle(bench, "Shipped");
  bench.write(".backlog-ls.toml", "");
  await user.squiggle(bench, "error", "Shipped");
}

async function killedServerComesBack(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  const [before] = await until("a server", () => bench.servers().length > 0 && bench.servers());
  process.kill(before, "SIGKILL");
  const [after] = await until("another server", () => {
    const now = bench.servers().filter((id) => id !== before);
    return now.length > 0 && now;
  });
  assert.notEqual(after, before);
  await user.statusItem(bench);
  await user.goTo(bench, BACKLOG, "Tide tables", "Done");
  await bench.page.keyboard.type("x");
  await user.squiggle(bench, "error", "Dxone");
}

async function restartCommand(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  const before = await until("a server", () => bench.servers().length === 1 && bench.servers());
  await user.command(bench, "Backlog: Restart Server");
  await until("one other server", () => {
    const now = bench.servers();
    return now.length === 1 && now[0] !== before[0];
  });
  await user.squiggle(bench, "error", "Shipped");
}

async function untitledIsServed(bench) {
  const { page } = bench;
  await user.command(bench, "Create: New File...");
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Text File" }).first().click();
  await page.locator(".tab.active", { hasText: "Untitled-1" }).waitFor();
  await user.command(bench, "Change Language Mode");
  await page.locator(".quick-input-widget input.input").fill("Markdown");
  await pause(300);
  await page.keyboard.press("Enter");
  await user.focusEditor(bench);
  await page.evaluate((text) => navigator.clipboard.writeText(text), BACKLOG);
  await page.keyboard.press("Control+v");
  await user.squiggle(bench, "error", "Shipped");
}

async function readOnlyIsShown(bench) {
  const { page } = bench;
  chmodSync(join(bench.workspace, "BACKLOG.md"), 0o444);
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.command(bench, "File: Set Active Editor Read-only in Session");
  await user.goTo(bench, BACKLOG, "Tide tables", "Done");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+i");
  await page.locator(".monaco-hover:not(.hidden) .hover-contents").filter({ hasText: "Released" }).first().waitFor();
  await page.keyboard.press("Escape");
  await user.command(bench, "File: Reset Active Editor Read-only in Session");
}

async function otherMarkdownIsLeftAlone(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.openFile(bench, "notes.md");
  await until("the notes", async () => (await user.shownText(bench)).includes("Nothing here is work"));
  await pause(2_000); // nothing is to come: there is nothing to wait for
  assert.deepEqual(await user.squiggles(bench), []);
}

async function statusItemsTell(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  const item = await user.statusItem(bench);
  await item.click();
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Restart Server" }).waitFor();
  await bench.shot("menu");
  await page.keyboard.press("Escape");
  const status = await user.languageStatus(bench, /backlog-ls \d/);
  assert.match(await status.innerText(), /of the Python in the settings/);
  await bench.shot("language-status");
}

async function rolesAreTold(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  const backlog = await user.languageStatus(bench, "its name is that of a backlog");
  await bench.shot("backlog");
  assert.match(await backlog.innerText(), /^Backlog\n/);
  await user.openFile(bench, "notes.md");
  const notes = await user.languageStatus(bench, "Not checked (reference)");
  await bench.shot("notes");
  assert.match(await notes.innerText(), /too few signs of work/);
  await (await user.statusItem(bench)).hover();
  const tooltip = page.locator(".monaco-hover, .workbench-hover").filter({ hasText: "Not checked (reference): too few" }).first();
  await tooltip.waitFor();
  assert.match(await tooltip.innerText(), /<!-- backlog-ls-role: backlog -->/);
  await bench.shot("tooltip");
}

async function outlineIsThere(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.focusEditor(bench);
  await user.press(bench, "Control+Shift+o", ".quick-input-list .monaco-list-row");
  await bench.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Tide tables" }).first().waitFor();
  await bench.shot("symbols");
  await bench.page.keyboard.press("Escape");
}

/** Scenarios in one window, one after the other, each with the files as they were. */
export const SCENARIOS = {
  "squiggles-stand-right": squigglesStandRight,
  "problems-have-text-and-link": problemsHaveTextAndLink,
  "completion-is-accepted": completionIsAccepted,
  "typing-is-calm": typingIsCalm,
  "hover-tells": hoverTells,
  "quick-fix-mends": quickFixMends,
  "lightbulb-is-short": lightbulbIsShort,
  "format-document-aligns": formatDocumentAligns,
  "format-tables-command": formatTablesCommand,
  "fix-all-command": fixAllCommand,
  "outline-is-there": outlineIsThere,
  "status-items-tell": statusItemsTell,
  "roles-are-told": rolesAreTold,
  "settings-change-live": settingsChangeLive,
  "killed-server-comes-back": killedServerComesBack,
  "restart-command": restartCommand,
  "untitled-is-served": untitledIsServed,
  "read-only-is-shown": readOnlyIsShown,
  "other-markdown-is-left-alone": otherMarkdownIsLeftAlone,
  ...VIEWS,
  ...KINDS,
  ...LINKS,
};

/** Which scenarios have to fail with which broken server; see broken_server.py. */
export const RED = {
  empty: Object.keys(SCENARIOS),
  mute: [
    "completion-is-accepted", "typing-is-calm", "hover-tells", "quick-fix-mends", "lightbulb-is-short", "format-document-aligns", "format-tables-command",
    "fix-all-command", "outline-is-there", "roles-are-told", "read-only-is-shown",
    ...Object.keys(VIEWS), ...Object.keys(KINDS), ...Object.keys(LINKS),
  ],
  blind: Object.keys(LINKS),
  loud: ["other-markdown-is-left-alone"],
  deaf: ["settings-change-live"],
  shifted: ["squiggles-stand-right"],
};

export const SHORT = ["squiggles-stand-right", "completion-is-accepted", "hover-tells"];

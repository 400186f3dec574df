// What needs a window of its own: other settings, another Python, several folders.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { BACKLOG, FILES, RAGGED } from "./examples.mjs";
import * as user from "./user.mjs";
import { EXTENSION, pause, until } from "./workbench.mjs";

const INSTALL_PATIENCE = 300_000;

/** The real documents, where they are; see CONTRIBUTING.md. */
const SHARED = process.env.BACKLOG_LS_SHARED || resolve(EXTENSION, "../../../shared");

/** Make a program in `scratch` that is a broken server: `empty`, `silent` or `exits`. */
export function stub(scratch, mode) {
  const source = readFileSync(join(EXTENSION, "test/workbench/broken_server.py"), "utf-8");
  return program(join(scratch, mode), `#!/usr/bin/env python3\n${source.replace("MODE_HERE", mode)}`);
}

function program(folder, text) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "backlog-ls");
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

/** The environment without any backlog-ls on PATH. */
function withoutServer() {
  const folders = (process.env.PATH ?? "").split(":").filter((folder) => !existsSync(join(folder, "backlog-ls")));
  return { PATH: folders.join(":") };
}

/** The Python that `python`'s environment was made with: it has no server. */
function basePython(python) {
  const asked = spawnSync(python, ["-c", "import sys; print(sys._base_executable)"], { encoding: "utf-8" });
  return asked.stdout.trim();
}

async function severalFolders(bench) {
  await user.openFile(bench, "one/BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.openFile(bench, "two/BACKLOG.md");
  // A hint is shown as dots below the first characters, not as a squiggle under all.
  await until("hints", async () => {
    const seen = await user.squiggles(bench);
    const hints = ["Shipped", "Blokked"].filter((status) =>
      seen.some(({ severity, text }) => severity === "hint" && text !== "" && status.startsWith(text)),
    );
    return hints.length === 2 && !seen.some((each) => each.severity === "error");
  });
  await user.squiggle(bench, "info", "todo");
  // What is set for one folder counts in it, over what its file says, and nowhere else.
  bench.write("two/.vscode/settings.json", JSON.stringify({ "backlog-ls.severity": { "status-spelling": "error" } }));
  await user.squiggle(bench, "error", "todo");
  await user.openFile(bench, "one/BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.squiggle(bench, "info", "todo");
}

/** Beside its older text, which is a document of its own, nothing is said of that. */
async function gitDiffIsQuiet(bench) {
  const { page } = bench;
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  await user.counts(bench, "3 open");
  // Its extension comes after ours.
  await page.locator(".statusbar-item", { hasText: "harbour*" }).first().waitFor();
  await page.locator(".editor-actions .action-label[aria-label^='Open Changes']").first().click();
  await page.locator(".monaco-diff-editor .editor.original .view-line").first().waitFor();
  await page.locator(".monaco-diff-editor .editor.modified .squiggly-error").first().waitFor();
  await user.counts(bench, "3 open");
  await pause(2_000); // nothing is to come on the other side: there is nothing to wait for
  assert.equal(await page.locator(".monaco-diff-editor .editor.original [class*='squiggly-']").count(), 0);
  await bench.shot("diff");
  await user.problem(bench, "Unknown status `Shipped`");
  const rows = page.locator(".markers-panel-container .monaco-list-row").filter({ hasText: "`Shipped`" });
  assert.equal(await rows.count(), 1);
}

async function saidByAnotherLinter(bench) {
  const { page } = bench;
  await user.openFile(bench, "quay-todo.md");
  await user.problem(bench, "MD051");
  await user.problem(bench, "MD056");
  await user.problem(bench, "broken-link");
  await until("one of each", async () => {
    const told = await page.locator(".markers-panel-container .monaco-list-row").allInnerTexts();
    const of = (code) => told.filter((text) => text.includes(code)).length;
    return of("broken-anchor") === 0 && of("ragged-table-row") === 0 && of("MD05") === 2;
  });
  await bench.shot("problems");
}

async function installByOneButton(bench) {
  const toast = await user.notification(bench, "The Backlog server is not installed");
  await user.statusItem(bench, "warning");
  await bench.shot("question");
  await toast.locator(".monaco-button", { hasText: "Install Server" }).click();
  await user.statusItem(bench, "loading").catch(() => undefined); // it may be over before it is seen
  await bench.shot("installing");
  await bench.page.locator(".statusbar-item", { hasText: "Backlog" }).filter({ has: bench.page.locator(".codicon-checklist") })
    .waitFor({ timeout: INSTALL_PATIENCE });
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  const kept = join(bench.root, "data/User/globalStorage/backlog-ls.backlog-ls");
  assert.equal(readdirSync(kept).filter((name) => name.startsWith("env-")).length, 1);
  // From now on it is found by itself.
  const [before] = bench.servers();
  await user.command(bench, "Backlog: Restart Server");
  await until("another server", () => bench.servers().length === 1 && bench.servers()[0] !== before);
  await user.squiggle(bench, "error", "Shipped");
}

/** Nothing is said in a README; in a backlog, everything leads back to the installation. */
async function firstRun(bench) {
  const { page } = bench;
  await user.languageStatus(bench, "not installed");
  await pause(2_000); // nothing is to come: there is nothing to wait for
  assert.equal(await page.locator(".notification-toast").count(), 0);
  assert.equal(await page.locator(".statusbar-item", { hasText: "Backlog" }).count(), 0);
  await bench.shot("readme");
  await user.openFile(bench, "BACKLOG.md");
  await user.notification(bench, "The Backlog server is not installed");
  await bench.shot("backlog");
  await user.command(bench, "Notifications: Clear All Notifications");
  await page.locator(".notification-toast").first().waitFor({ state: "detached" });
  await user.command(bench, "Backlog: Show Items");
  const welcome = page.locator(".welcome-view").filter({ hasText: "is not installed" }).first();
  await welcome.locator(".monaco-button", { hasText: "Install Server" }).waitFor();
  await user.command(bench, "Backlog: Open Board");
  const frame = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await frame.locator("button", { hasText: "Install Server" }).waitFor();
  await bench.shot("views");
  await user.openFile(bench, "BACKLOG.md");
  await user.command(bench, "Welcome: Open Walkthrough...");
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Get Started with Backlog" }).first().click();
  await page.locator(".gettingStartedContainer .monaco-button", { hasText: "Install Server" }).first().waitFor();
  await pause(1_500);
  await bench.shot("walkthrough");
  await user.openFile(bench, "BACKLOG.md");
  const rows = page.locator(".quick-input-list .monaco-list-row");
  await (await user.statusItem(bench, "warning")).click();
  await rows.filter({ hasText: "Install Server" }).first().waitFor();
  await bench.shot("menu");
  await page.keyboard.press("Enter");
  // While it is installed it can be cancelled, and then nothing asks again.
  await (await user.statusItem(bench, "loading")).click();
  await rows.filter({ hasText: "Cancel Installation" }).first().waitFor();
  await bench.shot("installing");
  await page.keyboard.press("Enter");
  await user.statusItem(bench, "warning");
  await pause(1_000);
  assert.equal(await page.locator(".notification-toast").count(), 0);
  await welcome.locator(".monaco-button", { hasText: "Install Server" }).waitFor();
}

/** An index that cannot be reached: what to do is told, and the log is one click away. */
async function failedInstallIsTold(bench) {
  const { page } = bench;
  const toast = await user.notification(bench, "The Backlog server is not installed");
  await toast.locator(".monaco-button", { hasText: "Install Server" }).click();
  const failed = page.locator(".notification-toast").filter({ hasText: "could not be installed" }).first();
  await failed.waitFor({ timeout: INSTALL_PATIENCE });
  await pause(700);
  await bench.shot("told");
  assert.match(await failed.innerText(), /package index could not be reached/);
  await failed.locator(".monaco-button", { hasText: "Show Output" }).click();
  await user.output(bench);
  await (await user.statusItem(bench, "warning")).click();
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Install Server" }).first().waitFor();
  await bench.shot("menu");
}

async function missingPathIsTold(bench) {
  const toast = await user.notification(bench, "No program found at “/nowhere/backlog-ls”");
  await bench.shot("told");
  await toast.locator(".monaco-button", { hasText: "Open Setting" }).click();
  await bench.page.locator(".settings-editor .setting-item", { hasText: "Path" }).first().waitFor();
  await bench.shot("setting");
}

async function serverThatEndsIsTold(bench) {
  const toast = await user.notification(bench, "The Backlog server did not start: it exited with code 0.");
  await user.statusItem(bench, "warning");
  await bench.shot("told");
  assert.equal(await bench.page.locator(".notification-toast").count(), 1);
  await toast.locator(".monaco-button", { hasText: "Show Output" }).click();
  await user.output(bench);
}

async function manyCrashesAreTold(bench) {
  await user.openFile(bench, "BACKLOG.md");
  await user.squiggle(bench, "error", "Shipped");
  const seen = new Set();
  for (let turn = 0; turn < 5; turn += 1) {
    const [id] = await until("a server", () => {
      const now = bench.servers().filter((each) => !seen.has(each));
      return now.length > 0 && now;
    });
    seen.add(id);
    await until("it to run", async () => (await bench.page.locator(".statusbar-item", { hasText: "Backlog" }).locator(".codicon-checklist").count()) > 0);
    await pause(1_000);
    process.kill(id, "SIGKILL");
  }
  const toast = await user.notification(bench, "crashed 5 times");
  assert.equal(bench.servers().length, 0);
  await bench.shot("told");
  await toast.locator(".monaco-button", { hasText: "Restart" }).click();
  await user.statusItem(bench);
  await user.squiggle(bench, "error", "Shipped");
}

async function realDocuments(bench) {
  await user.openFile(bench, "omni-dev-fusion.md");
  await until("squiggles", async () => (await user.squiggles(bench)).length > 0);
  await bench.shot("squiggles");
  await user.problem(bench, "backlog-ls");
  await bench.shot("problems");
}

/** Each with the options of its workbench; `python` has the server, `scratch` is a folder to write to. */
export const SESSIONS = {
  "several-folders": {
    options: (python) => ({
      files: {
        "one/BACKLOG.md": BACKLOG,
        "one/milestones/first.md": FILES["milestones/first.md"],
        "two/BACKLOG.md": BACKLOG,
        "two/milestones/first.md": FILES["milestones/first.md"],
        "two/.backlog-ls.toml": '[severity]\ninvalid-status = "hint"\n',
      },
      folders: ["one", "two"],
      settings: { "backlog-ls.interpreter": [python] },
    }),
    run: severalFolders,
  },
  "git-diff-is-quiet": {
    options: (python) => ({
      files: FILES,
      prepare: (folder) => {
        const git = (...args) => spawnSync("git", ["-c", "user.name=Mira", "-c", "user.email=mira@localhost", ...args], { cwd: folder });
        git("init", "--quiet", "--initial-branch=harbour");
        git("add", ".");
        git("commit", "--quiet", "--no-verify", "--message=First");
        writeFileSync(join(folder, "BACKLOG.md"), BACKLOG.replace("For 40 ports", "For 50 ports"));
      },
      open: "BACKLOG.md",
      settings: { "backlog-ls.interpreter": [python], "git.enabled": true, "diffEditor.renderSideBySide": true },
    }),
    run: gitDiffIsQuiet,
  },
  "said-by-another-linter": {
    options: (python) => ({
      files: { "quay-todo.md": RAGGED },
      settings: { "backlog-ls.interpreter": [python] },
      extensions: { "davidanson.vscode-markdownlint-1.0.0": process.env.MARKDOWNLINT_EXTENSION ?? join(EXTENSION, "test/workbench/lint-extension") },
    }),
    run: saidByAnotherLinter,
  },
  "install-by-one-button": {
    options: (python) => ({
      files: FILES,
      open: "BACKLOG.md",
      settings: { "backlog-ls.interpreter": [basePython(python)] },
      environment: withoutServer(),
    }),
    run: installByOneButton,
  },
  "first-run": {
    options: (python) => ({
      files: { ...FILES, "README.md": "# Harbour\n\nAn app for harbours, with a [plan](BACKLOG.md).\n" },
      open: "README.md",
      settings: { "backlog-ls.interpreter": [basePython(python)] },
      environment: withoutServer(),
    }),
    run: firstRun,
  },
  "failed-install-is-told": {
    options: (python) => ({
      files: FILES,
      open: "BACKLOG.md",
      settings: { "backlog-ls.interpreter": [basePython(python)] },
      environment: { ...withoutServer(), PIP_INDEX_URL: "http://127.0.0.1:9/simple", PIP_RETRIES: "1", PIP_NO_INDEX: "0", PIP_FIND_LINKS: "" },
    }),
    run: failedInstallIsTold,
  },
  "missing-path-is-told": {
    options: () => ({ files: FILES, open: "BACKLOG.md", settings: { "backlog-ls.path": ["/nowhere/backlog-ls"] } }),
    run: missingPathIsTold,
  },
  "server-that-ends-is-told": {
    options: (_python, scratch) => ({
      files: FILES,
      open: "BACKLOG.md",
      settings: { "backlog-ls.path": [stub(scratch, "exits")] },
    }),
    run: serverThatEndsIsTold,
  },
  "many-crashes-are-told": {
    options: (python) => ({ files: FILES, open: "BACKLOG.md", settings: { "backlog-ls.interpreter": [python] } }),
    run: manyCrashesAreTold,
  },
  "found-on-path": {
    options: (python, scratch) => {
      const folder = join(scratch, "bin");
      program(folder, `#!/bin/sh\nexec '${python}' -m backlog_ls "$@"\n`);
      return { files: FILES, open: "BACKLOG.md", settings: {}, environment: { PATH: `${folder}:${process.env.PATH}` } };
    },
    run: async (bench) => {
      await user.openFile(bench, "BACKLOG.md");
      await user.squiggle(bench, "error", "Shipped");
    },
  },
  "found-in-the-selected-python": {
    options: (python) => ({
      files: FILES,
      open: "BACKLOG.md",
      settings: {},
      environment: { ...withoutServer(), SELECTED_PYTHON: python },
      extensions: { "ms-python.python-1.0.0": join(EXTENSION, "test/workbench/python-extension") },
    }),
    run: async (bench) => {
      await user.openFile(bench, "BACKLOG.md");
      await user.squiggle(bench, "error", "Shipped");
    },
  },
  "real-documents": {
    needs: existsSync(join(SHARED, "seeds")),
    options: (python) => ({
      files: {},
      copies: { ".": join(SHARED, "seeds") },
      open: "omni-dev-fusion.md",
      settings: { "backlog-ls.interpreter": [python] },
    }),
    run: realDocuments,
  },
};

// A real VS Code: its server out of npm, its window in a headless Chromium, everything else in a
// folder of its own under the system's temporary one.

import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const HERE = dirname(fileURLToPath(import.meta.url));
export const EXTENSION = resolve(HERE, "../..");
const MODULES = join(EXTENSION, "test/workbenches/node_modules");

/** The VS Codes that are tested in, by their minor version, each with the Node it runs on. */
export const VERSIONS = {
  100: { code: "code-server-100", node: "node-20" },
  139: { code: "code-server-139", node: "node-24" },
};

/** Milliseconds: for the window to come, and for one thing in it. The machine may be busy. */
const START_PATIENCE = 120_000;
export const PATIENCE = Number(process.env.BACKLOG_VSCODE_PATIENCE ?? 30_000);

const CHROMIUM_FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
];

const SETTINGS = {
  "files.autoSave": "off",
  "workbench.startupEditor": "none",
  "git.enabled": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "update.showReleaseNotes": false,
  // Rows are read from the window, so none is wrapped out of it.
  "[markdown]": { "editor.wordWrap": "off" },
  // Lines that stick at the top stand twice in the window.
  "editor.stickyScroll.enabled": false,
  "editor.minimap.enabled": false,
  "editor.occurrencesHighlight": "off",
  "window.restoreWindows": "none",
};

/**
 * Start a VS Code with the extension.
 *
 * Options: `version`; `vsix`; `files`, text by relative path; `folders`, which makes a multi-root
 * workspace of the named top folders; `copies`, sources by relative path; `settings`; `environment`;
 * `extensions`, folders of others by name and version; `prepare`, which gets the folder when the files
 * are in it; `open`, a relative path; `viewport`.
 */
export async function startWorkbench(options) {
  const root = mkdtempSync(join(tmpdir(), "backlog-vscode-"));
  const workspace = join(root, "work");
  mkdirSync(workspace);
  for (const [path, text] of Object.entries(options.files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  for (const [path, source] of Object.entries(options.copies ?? {})) {
    cpSync(source, join(workspace, path), { recursive: true });
  }
  options.prepare?.(workspace);
  mkdirSync(join(root, "data/Machine"), { recursive: true });
  writeFileSync(
    join(root, "data/Machine/settings.json"),
    JSON.stringify({ ...SETTINGS, ...options.settings }, null, 2),
  );
  const { node, main } = programs(options.version);
  const places = ["--user-data-dir", join(root, "data"), "--extensions-dir", join(root, "exts"), "--server-data-dir", join(root, "sdata")];
  const environment = { ...process.env, VSCODE_CLI: "1", EXTENSIONS_GALLERY: "{}", ...options.environment };
  for (const [name, source] of Object.entries(options.extensions ?? {})) {
    cpSync(source, join(root, "exts", name), { recursive: true });
  }
  const installed = spawnSync(node, [main, ...places, "--install-extension", options.vsix], { env: environment, encoding: "utf-8" });
  if (installed.status !== 0) throw new Error(installed.stdout + installed.stderr);

  const port = await freePort();
  const server = spawn(
    node,
    [main, ...places, "--host", "127.0.0.1", "--port", String(port), "--without-connection-token",
      "--accept-server-license-terms", "--telemetry-level", "off", "--disable-workspace-trust"],
    // Without --enable-smoke-test-driver: newer releases show no notifications with it.
    { env: environment, stdio: ["ignore", "pipe", "pipe"], cwd: root },
  );
  let log = "";
  server.stdout.on("data", (data) => (log += data));
  server.stderr.on("data", (data) => (log += data));
  await until("the VS Code server", () => reachable(port), START_PATIENCE);

  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_FLAGS });
  const context = await browser.newContext({ viewport: options.viewport ?? { width: 1400, height: 900 }, locale: "en-US" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const query = new URLSearchParams();
  if (options.folders) {
    const file = join(root, "several.code-workspace");
    writeFileSync(file, JSON.stringify({ folders: options.folders.map((name) => ({ path: join(workspace, name) })) }));
    query.set("workspace", file);
  } else {
    query.set("folder", workspace);
  }
  if (options.open) {
    const uri = `vscode-remote://127.0.0.1:${port}${join(workspace, options.open)}`;
    query.set("payload", JSON.stringify([["openFile", uri]]));
  }
  await page.goto(`http://127.0.0.1:${port}/?${query}`, { timeout: START_PATIENCE });
  await page.locator(".monaco-workbench .statusbar").waitFor({ timeout: START_PATIENCE });
  if (options.open) {
    // It takes the focus when it comes, away from whatever is typed into by then.
    await page.locator(".tab.active").first().waitFor({ timeout: START_PATIENCE });
    await page.locator(".monaco-editor.focused .view-line").first().waitFor().catch(() => undefined);
  }

  return {
    page,
    root,
    workspace,
    version: options.version,
    read: (path) => readFileSync(join(workspace, path), "utf-8"),
    write: (path, text) => {
      mkdirSync(dirname(join(workspace, path)), { recursive: true });
      writeFileSync(join(workspace, path), text);
    },
    log: () => log,
    /** The ids of this workbench's language servers: no other runs in the extension's folder. */
    servers: () => serversIn(join(root, "exts")),
    stop: async () => {
      await browser.close();
      server.kill();
      await Promise.race([new Promise((done) => server.once("exit", done)), pause(5_000)]);
      if (server.exitCode === null) server.kill("SIGKILL");
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function programs(version) {
  const { code, node } = VERSIONS[version];
  const folder = join(MODULES, code, "lib/vscode");
  const main = join(folder, "out/server-main.js");
  if (!existsSync(join(folder, "node_modules"))) {
    throw new Error("the workbenches are not installed: make test-vscode does it");
  }
  // Older releases look for ripgrep at this place only, which its install script would fill.
  const ripgrep = join(folder, "node_modules/@vscode/ripgrep/bin/rg");
  const own = onPath("rg");
  if (existsSync(join(folder, "node_modules/@vscode/ripgrep")) && !existsSync(ripgrep) && own) {
    mkdirSync(dirname(ripgrep), { recursive: true });
    symlinkSync(own, ripgrep);
  }
  return { node: join(MODULES, node, "bin/node"), main };
}

export function chromiumPath() {
  const found = process.env.CHROMIUM ?? ["chromium", "chromium-browser", "google-chrome"].map(onPath).find(Boolean);
  if (!found) throw new Error("no chromium: apt-get install chromium, or name one in CHROMIUM");
  return found;
}

export function onPath(name) {
  return (process.env.PATH ?? "").split(":").map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function serversIn(folder) {
  return readdirSync("/proc").filter((id) => /^\d+$/.test(id)).filter((id) => {
    try {
      const words = readFileSync(`/proc/${id}/cmdline`, "utf-8").split("\0");
      return words.includes("server") && readlinkSync(`/proc/${id}/cwd`).startsWith(folder);
    } catch {
      return false; // it ended meanwhile, or is not ours
    }
  }).map(Number);
}

async function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function reachable(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/version`)).ok;
  } catch {
    return false;
  }
}

export function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Wait until `look` returns something true, and return it; what was seen last is in the error. */
export async function until(what, look, patience = PATIENCE) {
  const end = Date.now() + patience;
  let seen;
  for (;;) {
    seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(100);
  }
}

// Installs the VS Codes to test in, and says what is missing that npm cannot install.

import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));

const missing = [
  [process.platform === "linux" && process.arch === "x64", "Linux on x86-64, where these tests run"],
  [Number(process.versions.node.split(".")[0]) >= 20, `Node 20 or newer, not ${process.versions.node}`],
  [process.env.CHROMIUM || onPath("chromium", "chromium-browser", "google-chrome"), "chromium (apt-get install chromium, or name one in CHROMIUM)"],
  [onPath("rg"), "ripgrep (apt-get install ripgrep)"],
].filter(([there]) => !there);
for (const [, what] of missing) console.error(`missing: ${what}`);
if (missing.length > 0) process.exit(1);

// Install scripts stay out: they would fetch from the web and compile what no test needs.
npm(HERE, "ci", "--ignore-scripts");
for (const version of ["code-server-100", "code-server-139"]) {
  // Its shrinkwrap lacks a package, so that `npm ci` fails.
  const inner = join(HERE, "node_modules", version, "lib", "vscode");
  npm(inner, "install", "--omit=dev", "--ignore-scripts", "--no-save", "--no-package-lock");
}
writeFileSync(join(HERE, "node_modules", ".complete"), "");

function npm(folder, ...args) {
  console.log(`npm ${args[0]} in ${folder.slice(HERE.length + 1) || "test/workbenches"}`);
  const { status } = spawnSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

function onPath(...names) {
  const folders = (process.env.PATH ?? "").split(":");
  return names.some((name) => folders.some((folder) => existsSync(join(folder, name))));
}

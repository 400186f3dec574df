// Installs the VS Codes to test in, and says what is missing that npm cannot install.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));

const missing = spawnSync("sh", [join(HERE, "../missing.sh")], { encoding: "utf-8" }).stdout;
if (missing) {
  console.error(`missing: ${missing}`);
  process.exit(1);
}

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

// Runs the scenarios: node run.mjs [--short] [--version 100] [--only NAME] [--broken MODE]
//
// The server is the one of BACKLOG_LS_PYTHON. With --broken a stub stands in for it (MODE is one of
// RED), and each of the scenarios named there has to fail: one that passes all the same proves nothing.

import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { FILES } from "./examples.mjs";
import { RED, SCENARIOS, SHORT } from "./scenarios.mjs";
import { SESSIONS, stub } from "./sessions.mjs";
import { EXTENSION, VERSIONS, pause, startWorkbench } from "./workbench.mjs";

const ARTEFACTS = join(dirname(fileURLToPath(import.meta.url)), "artefacts");
const { values } = parseArgs({
  options: {
    short: { type: "boolean" },
    version: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
    broken: { type: "string" },
  },
});
const versions = values.version ?? (values.short ? ["100"] : Object.keys(VERSIONS));
const wanted = values.only ?? (values.broken ? RED[values.broken] : values.short ? SHORT : undefined);
const python = process.env.BACKLOG_LS_PYTHON;
if (!python) {
  console.error("BACKLOG_LS_PYTHON names no Python with backlog-ls: make test-vscode sets it");
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), "backlog-scratch-"));
let wrong = 0;
let current;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    rmSync(scratch, { recursive: true, force: true });
    void Promise.resolve(current?.stop()).finally(() => process.exit(130));
  });
}
try {
  for (const version of versions) await tryVersion(version);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(wrong ? `${wrong} went wrong` : "ALL-PASS");
process.exit(wrong ? 1 : 0);

async function tryVersion(version) {
  const artefacts = join(ARTEFACTS, values.broken ? `${version}-${values.broken}` : version);
  mkdirSync(artefacts, { recursive: true });
  const settings = values.broken
    ? { "backlog-ls.path": [stub(scratch, values.broken)] }
    : { "backlog-ls.interpreter": [python] };
  const start = () => started({ version, files: FILES, settings, open: "BACKLOG.md" });
  let bench;
  for (const [name, run] of Object.entries(SCENARIOS).filter(([name]) => !wanted || wanted.includes(name))) {
    bench ??= await start();
    if (await tryOne(bench, artefacts, name, run)) {
      await restored(bench);
    } else {
      await bench.stop();
      bench = undefined;
    }
  }
  await bench?.stop();
  if (values.broken) return; // what follows chooses its servers itself
  for (const [name, session] of Object.entries(SESSIONS).filter(([name]) => (wanted ? wanted.includes(name) : true))) {
    if (session.needs === false) {
      console.log(`skipped ${version} ${name}: the shared documents are not there (BACKLOG_LS_SHARED)`);
      if (process.env.CI_REQUIRE_SHARED === "1") wrong += 1;
      continue;
    }
    bench = await started({ version, ...session.options(python, scratch) });
    await tryOne(bench, artefacts, name, session.run);
    await bench.stop();
  }
}

/** Try a scenario, tell how it went, and return whether it passed. */
async function tryOne(bench, artefacts, name, run) {
  const begun = Date.now();
  bench.shot = (part) => bench.page.screenshot({ path: join(artefacts, `${name}.${part}.png`) });
  let problem;
  try {
    await run(bench);
  } catch (error) {
    problem = error;
  }
  await bench.shot(problem ? "failed" : "end");
  const good = Boolean(values.broken) === Boolean(problem);
  const told = problem ? `: ${String(problem.message).split("\n")[0]}` : "";
  console.log(`${good ? "ok" : "FAILED"} ${bench.version} ${name} (${since(begun)})${told}`);
  if (!good) {
    wrong += 1;
    if (problem) console.log(problem.stack);
  }
  return !problem;
}

async function started(options) {
  const begun = Date.now();
  const bench = await startWorkbench({ ...options, vsix: join(EXTENSION, "backlog-ls.vsix") });
  current = bench;
  console.log(`-- VS Code 1.${options.version} is there (${since(begun)})`);
  return bench;
}

function since(begun) {
  return `${((Date.now() - begun) / 1000).toFixed(1)} s`;
}

/** Close all editors without saving, and lay the files out as they were. */
async function restored(bench) {
  const { page } = bench;
  for (let turn = 0; turn < 6 && (await page.locator(".tabs-container .tab").count()) > 0; turn += 1) {
    await page.keyboard.press("Escape");
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input.input").fill(">View: Revert and Close Editor");
    await pause(400);
    await page.keyboard.press("Enter");
    await pause(300);
    const refuse = page.locator(".monaco-dialog-box .monaco-button", { hasText: "Don't Save" });
    if (await refuse.isVisible()) await refuse.click();
  }
  rmSync(join(bench.workspace, ".vscode"), { recursive: true, force: true });
  rmSync(join(bench.workspace, ".backlog-ls.toml"), { force: true });
  for (const [path, text] of Object.entries(FILES)) {
    chmodSync(join(bench.workspace, path), 0o644);
    bench.write(path, text);
  }
  await pause(500);
}

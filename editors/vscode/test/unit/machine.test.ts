import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";

import { isProgram, onPath, readProbe, run } from "../../src/server/machine";

const HERE = process.cwd();

test("a Python's answer is its last line", () => {
  const answer = '{"version": [3, 12], "server": true, "environments": false}';
  const expected = { version: [3, 12], server: true, environments: false };
  assert.deepEqual(readProbe(`${answer}\n`), expected);
  assert.deepEqual(readProbe(`hello from sitecustomize\r\n${answer}\r\n`), expected);
  for (const other of ["", "null", "{}", "Python 2.7.18", '{"version": "3"}']) {
    assert.equal(readProbe(other), undefined, other);
  }
});

test("a program's end is its code and all that it wrote", async () => {
  const script = "console.log('a'); console.error('b'); process.exit(3)";
  const finished = await run([process.execPath, "-e", script], { folder: HERE });
  assert.equal(finished.code, 3);
  assert.deepEqual(finished.output.trim().split("\n").sort(), ["a", "b"]);
  assert.deepEqual([finished.stdout, finished.stderr], ["a\n", "b\n"]);
});

test("a program gets its input, whether it reads it or not", async () => {
  // Not as long as what comes in one piece.
  const input = "é漢👩‍🚀!".repeat(100_000);
  const copy = "process.stdin.pipe(process.stdout)";
  assert.equal((await run([process.execPath, "-e", copy], { folder: HERE, input })).stdout, input);
  const deaf = "process.stdin.destroy(); process.exit(4)";
  assert.equal((await run([process.execPath, "-e", deaf], { folder: HERE, input })).code, 4);
});

test("what cannot be started, or was cancelled, rejects", async () => {
  await assert.rejects(run([join(HERE, "nowhere")], { folder: HERE }));
  const abort = new AbortController();
  const running = run([process.execPath, "-e", "setTimeout(() => {}, 60000)"], {
    folder: HERE,
    signal: abort.signal,
  });
  abort.abort();
  await assert.rejects(running);
});

test("PATH is looked through for programs, and its relative entries are not", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "backlog-path-"));
  const before = process.env["PATH"];
  context.after(() => {
    process.env["PATH"] = before;
    rmSync(folder, { recursive: true });
  });
  const name = process.platform === "win32" ? "tool.exe" : "tool";
  writeFileSync(join(folder, name), "");
  chmodSync(join(folder, name), 0o755);
  process.env["PATH"] = ["relative", folder].join(delimiter);
  assert.equal(await onPath("tool"), join(folder, name));
  assert.equal(await onPath("other"), undefined);
  assert.equal(await isProgram(folder), false);
  const relative = join("..", folder.slice(1));
  process.env["PATH"] = relative;
  assert.equal(await onPath("tool"), undefined);
});

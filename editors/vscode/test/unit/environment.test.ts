import assert from "node:assert/strict";
import { test } from "node:test";

import { install, privateServer, type Finished, type Workshop } from "../../src/server/environment";

const WHEEL = "/ext/bundled/backlog_ls.whl";
const PYTHON = { python: ["python3"] };

/** A disk of paths, and programs that do what pip and venv do, unless `fails` names their command. */
function workshop(files: Set<string>, wheel: string, fails = ""): Workshop & { ran: string[] } {
  const ran: string[] = [];
  return {
    ran,
    windows: false,
    isCancelled: () => fails === "cancelled",
    run: (command): Promise<Finished> => {
      const line = command.join(" ");
      ran.push(line);
      if (fails === "cancelled") return Promise.reject(new Error("aborted"));
      if (fails && line.includes(fails)) return Promise.resolve({ code: 1, output: "no network" });
      if (line.includes("uv pip")) files.add(`${command[4] ?? ""}:backlog_ls`);
      if (line.includes("venv")) files.add(`${command.at(-1) ?? ""}/bin/python`);
      if (line.includes("pip")) files.add(`${command[0] ?? ""}:backlog_ls`);
      return Promise.resolve({ code: 0, output: "" });
    },
    probe: ([python = ""]) =>
      Promise.resolve(
        files.has(python)
          ? { version: [3, 12] as const, server: files.has(`${python}:backlog_ls`), environments: true }
          : undefined,
      ),
    exists: (path) => Promise.resolve(files.has(path)),
    list: (folder) => {
      const inside = [...files].filter((path) => path.startsWith(`${folder}/`));
      return Promise.resolve([...new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))]);
    },
    write: (path) => {
      files.add(path);
      return Promise.resolve();
    },
    remove: (folder) => {
      for (const path of files) if (path.startsWith(`${folder}/`)) files.delete(path);
      return Promise.resolve();
    },
    fingerprint: () => Promise.resolve(wheel),
  };
}

const nothing = (): void => undefined;

test("what was installed is found, and is current", async () => {
  const files = new Set<string>();
  const shop = workshop(files, "one");
  const steps: string[] = [];
  const made = await install("/s", WHEEL, PYTHON, shop, (step) => steps.push(step));
  assert.deepEqual(made, { python: "/s/env-one/bin/python", current: true });
  assert.deepEqual(await privateServer("/s", WHEEL, shop), made);
  assert.equal(steps.length, 2);
});

test("nothing is found where nothing was installed", async () => {
  assert.equal(await privateServer("/s", WHEEL, workshop(new Set(), "one")), undefined);
});

test("another wheel makes it outdated, and its installation takes the old one away", async () => {
  const files = new Set<string>();
  await install("/s", WHEEL, PYTHON, workshop(files, "one"), nothing);
  const shop = workshop(files, "two");
  assert.deepEqual(await privateServer("/s", WHEEL, shop), { python: "/s/env-one/bin/python", current: false });
  await install("/s", WHEEL, PYTHON, shop, nothing);
  assert.deepEqual(await privateServer("/s", WHEEL, shop), { python: "/s/env-two/bin/python", current: true });
  assert.deepEqual([...files].filter((path) => path.startsWith("/s/env-one/")), []);
});

for (const command of ["venv", "pip"]) {
  test(`where ${command} fails nothing is left, the reason is told, and the old one stays`, async () => {
    const files = new Set<string>();
    await install("/s", WHEEL, PYTHON, workshop(files, "one"), nothing);
    const shop = workshop(files, "two", command);
    const failed = await install("/s", WHEEL, PYTHON, shop, nothing);
    assert.ok("kind" in failed);
    assert.equal(failed.output, "no network");
    assert.deepEqual([...files].filter((path) => path.startsWith("/s/env-two/")), []);
    assert.equal((await privateServer("/s", WHEEL, shop))?.python, "/s/env-one/bin/python");
  });
}

test("an installation that was interrupted does not count", async () => {
  const files = new Set(["/s/env-one/bin/python", "/s/env-one/bin/python:backlog_ls"]);
  assert.equal(await privateServer("/s", WHEEL, workshop(files, "one")), undefined);
});

test("an environment whose Python has gone does not count", async () => {
  const files = new Set<string>();
  const shop = workshop(files, "one");
  await install("/s", WHEEL, PYTHON, shop, nothing);
  files.delete("/s/env-one/bin/python");
  assert.equal(await privateServer("/s", WHEEL, shop), undefined);
});

const UV = { uv: "/bin/uv", ...PYTHON };

test("with uv, pip is not needed", async () => {
  const shop = workshop(new Set<string>(), "one");
  const made = await install("/s", WHEEL, { uv: "/bin/uv" }, shop, nothing);
  assert.deepEqual(made, { python: "/s/env-one/bin/python", current: true });
  assert.deepEqual(shop.ran, [
    "/bin/uv venv --no-project --python >=3.10 /s/env-one",
    "/bin/uv pip install --python /s/env-one/bin/python /ext/bundled/backlog_ls.whl",
  ]);
});

test("where uv fails, pip is tried, but not after a cancellation", async () => {
  const shop = workshop(new Set<string>(), "one", "uv pip");
  assert.deepEqual(await install("/s", WHEEL, UV, shop, nothing), { python: "/s/env-one/bin/python", current: true });
  assert.equal(shop.ran.length, 4);
  const cancelled = workshop(new Set<string>(), "one", "cancelled");
  assert.ok("kind" in (await install("/s", WHEEL, UV, cancelled, nothing)));
  assert.equal(cancelled.ran.length, 1);
});

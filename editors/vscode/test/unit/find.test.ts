import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { find, toolsToInstallWith, type Probe, type Wishes, type World } from "../../src/server/find";

const WISHES: Wishes = { path: [], interpreter: [], strategy: "fromEnvironment" };
const WITH: Probe = { version: [3, 12], server: true, environments: true };
const WITHOUT: Probe = { version: [3, 10], server: false, environments: true };
const OLD: Probe = { version: [3, 9], server: true, environments: true };
const BARE: Probe = { version: [3, 12], server: false, environments: false };

interface Around {
  programs?: string[];
  path?: string;
  uv?: string;
  pythons?: Record<string, Probe>;
  selected?: string;
  own?: { python: string; current: boolean };
}

/** A world of what is named, and nothing else; its Pythons on PATH are those named `python…`. */
function world(around: Around, asked: string[] = []): World {
  const pythons = around.pythons ?? {};
  return {
    isProgram: (path) => Promise.resolve(around.programs?.includes(path) ?? false),
    onPath: (name) => Promise.resolve(name === "uv" ? around.uv : around.path),
    probe: (command) => {
      asked.push(command.join(" "));
      return Promise.resolve(pythons[command.join(" ")]);
    },
    selected: () => Promise.resolve(around.selected),
    privateServer: () => Promise.resolve(around.own),
    pythons: () => Object.keys(pythons).filter((name) => name.startsWith("python")).map((name) => [name]),
  };
}

const EVERYTHING: Around = {
  programs: ["/set/backlog-ls"],
  path: "/usr/bin/backlog-ls",
  pythons: { "/chosen/python": WITH, "/venv/python": WITH, python3: WITH },
  selected: "/venv/python",
  own: { python: "/own/python", current: true },
};

async function foundIn(around: Around, wishes: Partial<Wishes> = {}): Promise<string> {
  const found = await find({ ...WISHES, ...wishes }, world(around));
  return found.kind === "found"
    ? `${found.origin}: ${[found.command, ...found.args].join(" ")}`
    : found.kind;
}

describe("the order", () => {
  test("the path in the settings comes first, whatever the strategy", async () => {
    const wishes = { path: ["/nowhere", "/set/backlog-ls"], interpreter: ["/chosen/python"] };
    for (const strategy of ["fromEnvironment", "useBundled"] as const) {
      assert.equal(await foundIn(EVERYTHING, { ...wishes, strategy }), "setting: /set/backlog-ls server");
    }
  });

  test("then the interpreter in the settings, then the selected one, then PATH, then the private one", async () => {
    const around = { ...EVERYTHING };
    assert.equal(
      await foundIn(around, { interpreter: ["/chosen/python"] }),
      "interpreter: /chosen/python -m backlog_ls server",
    );
    assert.equal(await foundIn(around), "selected: /venv/python -m backlog_ls server");
    around.pythons = { "/venv/python": WITHOUT };
    assert.equal(await foundIn(around), "PATH: /usr/bin/backlog-ls server");
    delete around.path;
    assert.equal(await foundIn(around), "private: /own/python -m backlog_ls server");
    delete around.own;
    assert.equal(await foundIn(around), "not-installed");
  });

  test("the selected interpreter does not count beside one in the settings", async () => {
    const around: Around = { pythons: { mine: WITHOUT, "/venv/python": WITH }, selected: "/venv/python" };
    assert.equal(await foundIn(around, { interpreter: ["mine"] }), "not-installed");
  });

  test("the bundled server asks no environment", async () => {
    assert.equal(
      await foundIn(EVERYTHING, { strategy: "useBundled" }),
      "private: /own/python -m backlog_ls server",
    );
  });

  test("an interpreter keeps its arguments", async () => {
    const around: Around = { pythons: { "py -3.12": WITH } };
    assert.equal(
      await foundIn(around, { interpreter: ["py", "-3.12"] }),
      "interpreter: py -3.12 -m backlog_ls server",
    );
  });

  test("a private server of another wheel is found, and said to be outdated", async () => {
    const found = await find(WISHES, world({ own: { python: "/own/python", current: false } }));
    assert.equal(found.kind === "found" && found.outdated, true);
  });
});

describe("what is missing", () => {
  test("a path that is set and not there is not passed over", async () => {
    assert.equal(await foundIn(EVERYTHING, { path: ["/nowhere"] }), "path-missing");
  });

  test("an interpreter that does not run, or is too old, is told", async () => {
    assert.equal(await foundIn(EVERYTHING, { interpreter: ["/nowhere"] }), "interpreter-broken");
    const around: Around = { ...EVERYTHING, pythons: { old: OLD } };
    assert.deepEqual(await find({ ...WISHES, interpreter: ["old"] }, world(around)), {
      kind: "interpreter-old",
      command: "old",
      version: "3.9",
    });
  });

  test("a selected Python that is too old is passed over", async () => {
    assert.equal(await foundIn({ selected: "old", pythons: { old: OLD, python3: WITHOUT } }), "not-installed");
  });

  test("Python that is missing and Python that is too old are told apart", async () => {
    assert.deepEqual(await find(WISHES, world({})), { kind: "no-python" });
    assert.deepEqual(await find(WISHES, world({ pythons: { python3: OLD } })), { kind: "no-python", old: "3.9" });
  });
});

describe("the Python to install with", () => {
  test("is the first that is recent and can make environments", async () => {
    const pythons = { "/venv/python": OLD, python: BARE, "python3.11": WITHOUT, "python3.12": WITHOUT };
    const found = await toolsToInstallWith(WISHES, world({ selected: "/venv/python", pythons }));
    assert.deepEqual(found, { kind: "not-installed", tools: { python: ["python3.11"] } });
  });

  test("is missing where none can make environments, unless uv is there", async () => {
    const pythons = { python3: BARE, "python3.9": OLD };
    assert.deepEqual(await toolsToInstallWith(WISHES, world({ pythons })), { kind: "no-venv", version: "3.12" });
    const tools = { uv: "/usr/bin/uv" };
    for (const around of [{ pythons, uv: tools.uv }, { uv: tools.uv }]) {
      assert.deepEqual(await toolsToInstallWith(WISHES, world(around)), { kind: "not-installed", tools });
    }
    const both = world({ pythons: { python3: WITHOUT }, uv: tools.uv });
    assert.deepEqual(await toolsToInstallWith(WISHES, both), {
      kind: "not-installed",
      tools: { ...tools, python: ["python3"] },
    });
  });

  test("is looked for no further than need be", async () => {
    const asked: string[] = [];
    const pythons = { "/venv/python": WITHOUT, python3: WITHOUT };
    await toolsToInstallWith(WISHES, world({ selected: "/venv/python", pythons }, asked));
    assert.deepEqual(asked, ["/venv/python"]);
  });
});

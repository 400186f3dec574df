import assert from "node:assert/strict";
import { test } from "node:test";

import { adviceFor, complaint, TITLES, type Trouble } from "../../src/server/complaint";
import { counted, isTooMany, LIMIT, WINDOW } from "../../src/server/crashes";

const TROUBLES: Trouble[] = [
  { kind: "path-missing", paths: ["/a", "/b"] },
  { kind: "interpreter-broken", command: "py -3" },
  { kind: "interpreter-old", command: "python", version: "3.9" },
  { kind: "not-installed", tools: { python: ["python3"] } },
  { kind: "no-venv", version: "3.11" },
  { kind: "no-python" },
  { kind: "no-python", old: "3.8" },
  { kind: "install-failed", step: "installing the server", output: "" },
  { kind: "start-failed", reason: "it ended with code 1." },
  { kind: "crashed", times: 5 },
];

test("every trouble has a text and buttons that can be told apart", () => {
  for (const trouble of TROUBLES) {
    for (const chooser of [true, false]) {
      const { text, remedies } = complaint(trouble, chooser);
      assert.match(text, /^\S.*[.?]$/, trouble.kind);
      const titles = remedies.map((remedy) => TITLES[remedy]);
      assert.ok(titles.length > 0, trouble.kind);
      assert.equal(new Set(titles).size, titles.length, trouble.kind);
    }
  }
});

test("an interpreter is chosen in the Python extension only where that is there", () => {
  assert.ok(complaint({ kind: "no-python" }, true).remedies.includes("select-interpreter"));
  assert.ok(!complaint({ kind: "no-python" }, false).remedies.includes("select-interpreter"));
});

test("a server may crash now and then, but not often in a short time", () => {
  let crashes: readonly number[] = [];
  for (let turn = 0; turn < LIMIT; turn += 1) crashes = counted(crashes, turn);
  assert.equal(isTooMany(crashes), false);
  assert.equal(isTooMany(counted(crashes, LIMIT)), true);
  assert.equal(isTooMany(counted(crashes, WINDOW + LIMIT)), false);
});

test("where there is no server, installing is offered", () => {
  for (const trouble of TROUBLES) {
    const { missing, remedies } = complaint(trouble, false);
    assert.equal(missing, remedies.includes("install") || remedies.includes("install-again"), trouble.kind);
  }
});

test("a failed installation says what to do, by what pip and uv write", () => {
  const outputs = {
    "could not be reached": "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
    "another index": "ERROR: No matching distribution found for pygls==2.0.0",
    "python3-venv": "The virtual environment was not created successfully because ensurepip is not available.",
    "certificate": "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))",
    "disk is full": "OSError: [Errno 28] No space left on device",
    "The output has the reason": "Segmentation fault",
  };
  for (const [wanted, output] of Object.entries(outputs)) {
    const told = complaint({ kind: "install-failed", step: "installing the server", output }, false);
    assert.ok(told.text.includes(wanted), `${wanted}: ${told.text}`);
    assert.equal(told.remedies[0], "show-output");
  }
  assert.match(adviceFor(""), /backlog-ls\.path/);
});

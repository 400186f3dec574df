import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { test } from "node:test";

import { outcomeOf } from "../../src/report/outcome";
import { dressed, isPage } from "../../src/report/page";
import { ofDocument, ofFolders } from "../../src/report/request";
import type { Found } from "../../src/server/find";

const WORK = resolve("/work");
const MODULE: Found = {
  kind: "found",
  command: "py",
  args: ["-3", "-m", "backlog_ls", "server"],
  origin: "selected",
  outdated: false,
};
const PROGRAM: Found = { ...MODULE, command: "/bin/backlog-ls", args: ["server"], origin: "PATH" };
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-x&#39;">
<style>
a { color: red; }
</style>
</head>
<body><nav><a href="#ready">Ready</a></nav>
<bdi>&lt;style&gt;href=&#34;x.md#L1&#34;</bdi>
<a href="docs/a%27%22%20b.md#L12">line 12</a><a href="BACKLOG.md">all</a><a href="%FF.md#L3">line 3</a>
</body>
</html>
`;

test("the program that is the server makes the report, with the text in the editor", () => {
  assert.deepEqual(ofDocument(MODULE, { text: "# A", path: resolve(WORK, "docs/a.md") }, WORK), {
    folder: WORK,
    command: [
      "py", "-3", "-m", "backlog_ls", "report", "--format", "html", "--directory", WORK,
      "--stdin-filename", "docs/a.md".replaceAll("/", resolve("/").at(-1) ?? ""), "-",
    ],
    input: "# A",
  });
  // Without a workspace folder, and without a file.
  const alone = ofDocument(PROGRAM, { text: "", path: resolve(WORK, "a.md") }, undefined);
  assert.equal(alone.folder, WORK);
  assert.deepEqual(alone.command.slice(-3), ["--stdin-filename", "a.md", "-"]);
  const untitled = ofDocument(PROGRAM, { text: "", path: undefined }, undefined);
  assert.deepEqual(untitled.command, ["/bin/backlog-ls", "report", "--format", "html", "-"]);
});

test("all folders of a workspace are in one report", () => {
  assert.deepEqual(ofFolders(PROGRAM, [WORK]).command.slice(-4), ["--directory", WORK, "--", "."]);
  assert.deepEqual(ofFolders(PROGRAM, [WORK, resolve("/other")]).command.slice(-2), [".", resolve("/other").replace(resolve("/"), "../")]);
});

test("links of the page run the one command, and only with a path and a line", () => {
  const page = dressed(PAGE, WORK);
  const [, target] = /href="command:backlog-ls\.showLine\?([^"]*)">line 12</.exec(page) ?? [];
  assert.deepEqual(JSON.parse(decodeURIComponent(target ?? "")), [resolve(WORK, "docs/a'\" b.md"), 12]);
  assert.equal(page.match(/command:/g)?.length, 1);
  assert.match(page, /<a href="#ready">/);
  assert.match(page, /<bdi>&lt;style&gt;href=&#34;x\.md#L1&#34;<\/bdi>/);
  // Not a name that VS Code could open.
  assert.match(page, /<a href="#">line 3</);
});

test("the policy of the page allows its own style, and no script", () => {
  const page = dressed(PAGE, WORK);
  const [, policy, nonce] = /content="(default-src 'none'; style-src 'nonce-(\w{32})'; [^"]*)"/.exec(page) ?? [];
  assert.match(policy ?? "", /base-uri 'none'; form-action 'none'$/);
  assert.doesNotMatch(policy ?? "", /script|unsafe|http/);
  assert.equal(page.match(/<style/g)?.length, 1);
  assert.match(page, new RegExp(`<style nonce="${nonce ?? ""}">\\na { color: red; }[^<]*--vscode-editor-background[^<]*</style>`));
  assert.notEqual(dressed(PAGE, WORK), page);
});

test("only a whole page is shown, and a failure says why in one sentence", () => {
  assert.deepEqual(outcomeOf({ code: 0, stdout: PAGE, stderr: "" }), { html: PAGE, problem: undefined });
  assert.deepEqual(outcomeOf({ code: 2, stdout: PAGE, stderr: "backlog-ls: a.md: not UTF-8\n" }), {
    html: PAGE,
    problem: "The report is not complete: a.md: not UTF-8",
  });
  assert.deepEqual(outcomeOf({ code: 2, stdout: "", stderr: "Usage: …\n\nError: No such option: --directory\n" }), {
    html: undefined,
    problem: "There is no report: Error: No such option: --directory",
  });
  const nothing = { html: undefined, problem: "There is no report: the program ended with code 0" };
  for (const stdout of ["", "Usage: …", PAGE.slice(0, -10), PAGE.replace("http-equiv", "x")]) {
    assert.ok(!isPage(stdout));
    assert.deepEqual(outcomeOf({ code: 0, stdout, stderr: "" }), nothing);
  }
});

test("the page of the program itself is understood", (context) => {
  const python = process.env["BACKLOG_LS_PYTHON"];
  if (!python) {
    context.skip("BACKLOG_LS_PYTHON names no Python with backlog-ls");
    return;
  }
  const found: Found = { ...MODULE, command: python, args: ["-m", "backlog_ls", "server"] };
  const folder = process.cwd();
  const { command, input } = ofDocument(found, { text: "# Plan\n\n- [ ] <style>\n- [ ] “two”\n", path: resolve("BACKLOG.md") }, folder);
  const [program = "", ...args] = command;
  const { html, problem } = outcomeOf({ code: 0, ...spawnSync(program, args, { input, encoding: "utf-8" }) });
  assert.equal(problem, undefined);
  const page = dressed(html ?? "", folder);
  const links = [...page.matchAll(/href="command:backlog-ls\.showLine\?([^"]*)"/g)].map(([, target]): unknown =>
    JSON.parse(decodeURIComponent(target ?? "")),
  );
  assert.deepEqual(links[0], [resolve("BACKLOG.md"), 1]);
  assert.doesNotMatch(page, /href="(?!command:|#)/);
});

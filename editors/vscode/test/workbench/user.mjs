// What a user does and sees: keys, and what stands in the window.

import assert from "node:assert/strict";
import { join } from "node:path";

import { pause, until } from "./workbench.mjs";

const EDITOR = "#workbench\\.parts\\.editor .monaco-editor";
const QUICK_INPUT = ".quick-input-widget:not([style*='display: none']) input.input";

/** Press `keys` until `appears` is there: a key that comes too early is lost. */
export async function press(bench, keys, appears, times = 6) {
  const { page } = bench;
  for (let turn = 1; ; turn += 1) {
    await page.keyboard.press(keys);
    if (!appears) return undefined;
    const found = page.locator(appears).first();
    try {
      await found.waitFor({ state: "visible", timeout: 5_000 });
      return found;
    } catch (error) {
      if (turn === times) throw new Error(`${keys} opened nothing (${appears})`, { cause: error });
    }
  }
}

export async function openFile(bench, path) {
  const { page } = bench;
  const name = path.split("/").at(-1);
  for (let turn = 1; ; turn += 1) {
    await quickInput(bench, "Control+p", join(bench.workspace, path));
    await page.locator(QUICK_INPUT).press("Enter");
    try {
      await page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor({ timeout: 10_000 });
      break;
    } catch (error) {
      if (turn === 3) throw error; // while the window still comes, there may be nothing to choose
    }
  }
  await page.locator(`${EDITOR} .view-line`).first().waitFor();
}

/** Run a command by its title in the palette. */
export async function command(bench, title) {
  const { page } = bench;
  await quickInput(bench, "F1", `>${title}`);
  const row = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first();
  await row.waitFor();
  await page.locator(QUICK_INPUT).press("Enter");
}

async function quickInput(bench, keys, text) {
  const { page } = bench;
  const rows = page.locator(".quick-input-list .monaco-list-row");
  for (let turn = 1; ; turn += 1) {
    await page.keyboard.press("Escape");
    const input = await press(bench, keys, QUICK_INPUT);
    try {
      // While the window still comes, it may take the focus, and what was typed with it.
      await input.fill(text, { timeout: 5_000 });
      await rows.first().waitFor({ timeout: 5_000 });
      break;
    } catch (error) {
      if (turn === 6) throw error;
    }
  }
  await pause(300); // the list is filtered a moment after the text
}

/** Put the cursor before (or, `inside`, one character into) the first `needle` in the line with `mark`. */
export async function goTo(bench, text, mark, needle, inside = true) {
  const lines = text.split("\n");
  const line = lines.findIndex((each) => each.includes(mark));
  assert.ok(line >= 0, `no line with ${mark}`);
  const column = lines[line].indexOf(needle);
  assert.ok(column >= 0, `no ${needle} in ${lines[line]}`);
  await focusEditor(bench);
  await goToLine(bench, line + 1);
  // What a column is behind an emoji differs between versions; the arrow goes by what is seen.
  const before = lines[line].slice(0, column + (inside ? 1 : 0));
  const steps = [...new Intl.Segmenter().segment(before)].length;
  for (let step = 0; step < steps; step += 1) await bench.page.keyboard.press("ArrowRight");
}

async function goToLine(bench, line) {
  const { page } = bench;
  const input = await press(bench, "Control+g", QUICK_INPUT);
  await input.fill(`:${line}:1`);
  await pause(300); // the place is found a moment after the text
  await input.press("Enter");
  await page.locator(QUICK_INPUT).waitFor({ state: "hidden" });
  await page.locator(".statusbar-item", { hasText: `Ln ${line},` }).first().waitFor();
  await pause(200);
}

export async function focusEditor(bench) {
  await bench.page.keyboard.press("Escape");
  await bench.page.keyboard.press("Control+1");
}

/** The characters that stand over each squiggle in view, with its severity. */
export async function squiggles(bench) {
  const found = await marked(bench, "squiggly-");
  return found.map(({ name, text }) => ({ severity: /squiggly-(\w+)/.exec(name)[1], text }));
}

/** The texts that are highlighted for the place of the cursor. */
export async function highlights(bench) {
  return (await marked(bench, "wordHighlight")).map(({ text }) => text);
}

/** The characters at each mark in view whose class has `part`, with its classes. */
async function marked(bench, part) {
  return bench.page.evaluate(([editor, part]) => {
    const segmenter = new Intl.Segmenter();
    const lines = [...document.querySelectorAll(`${editor} .view-line`)];
    const under = (rect) => {
      const middle = (rect.top + rect.bottom) / 2;
      const line = lines.find((each) => {
        const box = each.getBoundingClientRect();
        return box.top <= middle && middle <= box.bottom;
      });
      let text = "";
      const walker = document.createTreeWalker(line ?? document.createElement("i"), NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (const { segment, index } of segmenter.segment(node.data)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + segment.length);
          const box = range.getBoundingClientRect();
          const centre = (box.left + box.right) / 2;
          if (centre > rect.left && centre < rect.right) text += segment;
        }
      }
      return text.replaceAll("\u00a0", " ");
    };
    return [...document.querySelectorAll(`${editor} .view-overlays [class*="${part}"]`)].map((element) => ({
      name: element.className,
      text: under(element.getBoundingClientRect()),
    }));
  }, [EDITOR, part]);
}

/** Wait for a squiggle over exactly `text`. */
export async function squiggle(bench, severity, text) {
  let seen = [];
  try {
    await until("a squiggle", async () => {
      seen = await squiggles(bench);
      return seen.some((each) => each.severity === severity && each.text === text);
    });
  } catch {
    throw new Error(`no ${severity} squiggle over “${text}”, but: ${JSON.stringify(seen)}`);
  }
}

export async function noSquiggle(bench, text) {
  let seen = [];
  try {
    await until("a squiggle to go", async () => {
      seen = await squiggles(bench);
      return !seen.some((each) => each.text === text);
    });
  } catch {
    throw new Error(`a squiggle over “${text}” stays: ${JSON.stringify(seen)}`);
  }
}

/** The rows of the Problems view, after it holds `wanted`. */
export async function problem(bench, wanted) {
  const rows = bench.page.locator(".markers-panel-container .monaco-list-row");
  if (!(await bench.page.locator(".markers-panel-container").isVisible())) {
    await press(bench, "Control+Shift+m", ".markers-panel-container");
  }
  const row = rows.filter({ hasText: wanted }).first();
  await row.waitFor();
  return row;
}

export async function save(bench) {
  await bench.page.keyboard.press("Control+s");
}

/** Save until the file on the disk passes `test`, and return its text. */
export async function savedAs(bench, path, test, what) {
  let text = "";
  try {
    await until(what, async () => {
      await save(bench);
      await pause(300);
      text = bench.read(path);
      return test(text);
    });
  } catch {
    throw new Error(`${what} did not come about; ${path} is:\n${text}`);
  }
  return text;
}

/** The text of what is shown in the editor, line by line as far as in view. */
export async function shownText(bench) {
  const lines = await bench.page.locator(`${EDITOR} .view-line`).evaluateAll((all) =>
    all
      .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text.replaceAll("\u00a0", " ")),
  );
  return lines.join("\n");
}

/** The item of this extension in the status bar, when it says `icon` (a codicon's name). */
export async function statusItem(bench, icon = "checklist") {
  const item = bench.page.locator("#backlog-ls\\.backlog-ls\\.backlog-ls, .statusbar-item").filter({
    has: bench.page.locator(`.codicon-${icon}`),
    hasText: "Backlog",
  });
  await item.first().waitFor();
  return item.first();
}

/** The entry with `text` of the language status, after the pointer is over its `{}` in the status bar. */
export async function languageStatus(bench, text) {
  const { page } = bench;
  await page.mouse.move(400, 300); // what is shown for another document goes
  await page.locator(".statusbar-item a[aria-label*='Editor Language Status'], #status\\.languageStatus a").first().hover();
  const entry = page.locator(".hover-language-status").filter({ hasText: text }).first();
  await entry.waitFor();
  return entry;
}

export async function notification(bench, text) {
  const toast = bench.page.locator(".notification-toast").filter({ hasText: text }).first();
  await toast.waitFor();
  await pause(700); // it moves in
  return toast;
}

/** The colour in which `text` stands in the line with `mark`, as far as it is one piece. */
export async function colour(bench, mark, text) {
  return bench.page.evaluate(
    ([editor, mark, text]) => {
      const plain = (element) => element.textContent.replaceAll("\u00a0", " ");
      const line = [...document.querySelectorAll(`${editor} .view-line`)].find((each) => plain(each).includes(mark));
      const spans = [...(line?.querySelectorAll("span > span") ?? [])];
      const span = spans.find((each) => plain(each).trim() === text) ?? spans.find((each) => plain(each).includes(text));
      return span && getComputedStyle(span).color;
    },
    [EDITOR, mark, text],
  );
}

/** The item in the status bar that counts, when it says `text`. */
export async function counts(bench, text) {
  const item = bench.page.locator(".statusbar-item").filter({ hasText: text }).first();
  await item.waitFor();
  return item;
}

const TREE = ".part.sidebar .pane:has(.pane-header[aria-label^='Backlog'])";

/** Show the tree and return its rows. */
export async function tree(bench) {
  await command(bench, "Backlog: Show Items");
  const rows = bench.page.locator(`${TREE} .monaco-list-row`);
  await rows.first().waitFor();
  return rows;
}

export function treeRow(bench, text) {
  return bench.page.locator(`${TREE} .monaco-list-row`).filter({ hasText: text }).first();
}

/** Open the board and return its page. */
export async function board(bench) {
  await focusEditor(bench);
  await command(bench, "Backlog: Open Board");
  await bench.page.locator(".tab", { hasText: "Board" }).first().waitFor();
  const frame = bench.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await frame.locator(".column").first().waitFor();
  return frame;
}

export function column(frame, title) {
  return frame.locator(".column").filter({ has: frame.locator(".head", { hasText: title }) });
}

/** Show a report by its command, and return its page. */
export async function report(bench, title, tab) {
  await command(bench, `Backlog: ${title}`);
  await bench.page.locator(".tab", { hasText: tab }).first().waitFor();
  const frame = bench.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await frame.locator("h1", { hasText: "Backlog report" }).waitFor();
  return frame;
}

/** Wait for the output. Which channel it shows, not what it says: without native modules this VS Code writes no log. */
export async function output(bench) {
  await until("the output", () =>
    bench.page.locator(".part.panel select").evaluateAll((all) =>
      all.some((each) => each.selectedOptions[0]?.textContent === "Backlog"),
    ),
  );
}

/** Ask for completions, and return the labels of those in view. */
export async function suggestions(bench) {
  await press(bench, "Control+Space", ".suggest-widget.visible .monaco-list-row");
  await pause(500); // some come from others, and later
  const rows = bench.page.locator(".suggest-widget.visible .monaco-list-row");
  return rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-label").split(",")[0].trim()));
}

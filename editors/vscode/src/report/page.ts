/** The report's page as a webview shows it: its links open documents, its colours are the theme's. */

import { randomBytes } from "node:crypto";
import { resolve } from "node:path";

/** The one command that the page can run. */
export const SHOW_LINE = "backlog-ls.showLine";

/** Whether the program wrote a whole page, and not, for example, the help of another version. */
export function isPage(html: string): boolean {
  return POLICY.test(html) && STYLE.test(html) && html.trimEnd().endsWith("</html>");
}

/**
 * Return the page for a webview.
 *
 * @param html The page of `backlog-ls report --format html`: what users wrote is escaped in it, so that
 *   what looks like an attribute is one.
 * @param folder The absolute path of the folder that paths in the page are relative to.
 */
export function dressed(html: string, folder: string): string {
  const nonce = randomBytes(16).toString("hex");
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return html
    .replace(POLICY, (_all, start: string, end: string) => `${start}${policy}${end}`)
    .replace(STYLE, (_all, own: string) => `<style nonce="${nonce}">${own}${THEME}</style>`)
    .replace(LINE, (_all, path: string, line: string) => `href="${linkTo(folder, path, Number(line))}"`);
}

const POLICY = /(<meta http-equiv="Content-Security-Policy" content=")[^"]*(">)/;
const STYLE = /<style>([^<]*)<\/style>/;
const LINE = /href="([^"#]+)#L(\d+)"/g;

function linkTo(folder: string, path: string, line: number): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return "#"; // a file name that is not UTF-8, which VS Code cannot open either
  }
  const target = JSON.stringify([resolve(folder, decoded), line]);
  return `command:${SHOW_LINE}?${encodeURIComponent(target)}`;
}

/**
 * The page chooses its colours by the system, but a webview follows the theme. High contrast themes have no
 * background for bars and cards, so there they get outlines.
 */
const THEME = `
:root {
  --ground: var(--vscode-editor-background);
  --card: var(--vscode-editorWidget-background, var(--ground));
  --text: var(--vscode-foreground);
  --soft: var(--vscode-descriptionForeground);
  --line: var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
  --accent: var(--vscode-textLink-foreground);
  --done: var(--vscode-charts-green); --review: var(--vscode-charts-purple);
  --in_progress: var(--vscode-charts-blue); --blocked: var(--vscode-charts-red);
  --deferred: var(--vscode-charts-yellow);
  --todo: color-mix(in srgb, var(--soft) 60%, var(--ground));
  --unknown: color-mix(in srgb, var(--soft) 25%, var(--ground)); --cancelled: var(--unknown);
}
:root:has(.vscode-light, .vscode-high-contrast-light) { color-scheme: light; }
:root:has(.vscode-dark, .vscode-high-contrast:not(.vscode-high-contrast-light)) { color-scheme: dark; }
body { padding: 0; font-family: var(--vscode-font-family); font-size: 14px; }
a:focus-visible, summary:focus-visible, .board:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.vscode-high-contrast .bar { background: transparent; outline: 1px solid var(--line); }
.vscode-high-contrast a { text-decoration: underline; }
`;

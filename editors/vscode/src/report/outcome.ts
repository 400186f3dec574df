/** What became of a request for a report. */

import { isPage } from "./page";

export interface Outcome {
  readonly html: string | undefined;
  /** What the user has to know: nothing was written, or not all documents could be read. */
  readonly problem: string | undefined;
}

/** Read what the program wrote. It also fails if only some documents cannot be read. */
export function outcomeOf({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }): Outcome {
  const html = isPage(stdout) ? stdout : undefined;
  if (html !== undefined && code === 0) return { html, problem: undefined };
  const lines = stderr.split("\n").map((line) => line.replace(/^backlog-ls: /, "").trim()).filter(Boolean);
  const last = lines.at(-1) ?? `the program ended with code ${code}`;
  if (html !== undefined) return { html, problem: `The report is not complete: ${last}` };
  return { html, problem: `There is no report: ${last}` };
}

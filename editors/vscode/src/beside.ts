/**
 * What other extensions say of the same place already: it is not said twice. Theirs stays, since it
 * comes with their settings and their quick fixes.
 */

export interface Place {
  readonly line: number;
  readonly character: number;
}

/** As much of a diagnostic as tells what it is about. */
export interface Said {
  readonly code?: string | number | { readonly value: string | number } | undefined;
  readonly source?: string | undefined;
  readonly range: { readonly start: Place; readonly end: Place };
}

/** Codes by source: of markdownlint, of VS Code's own check of links, of Marksman. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  "broken-anchor": [
    "markdownlint/MD051",
    "markdown/link.no-such-header-in-own-file",
    "markdown/link.no-such-header-in-file",
    "Marksman/2",
  ],
  "broken-link": ["markdown/link.no-such-file", "Marksman/2"],
  "broken-milestone-link": ["markdown/link.no-such-file", "Marksman/2"],
  "ragged-table-row": ["markdownlint/MD056"],
};

/** Return those of `ours` that none of `theirs` says of the same lines. */
export function unsaid<T extends Said>(ours: readonly T[], theirs: readonly Said[]): T[] {
  return ours.filter((own) => {
    const same = SAME[codeOf(own)];
    return !same || !theirs.some((other) => same.includes(nameOf(other)) && meet(own, other));
  });
}

function codeOf({ code }: Said): string {
  return String(typeof code === "object" ? code.value : code);
}

/** The built-in check gives no source in some versions; its codes are its own. */
function nameOf(said: Said): string {
  const code = codeOf(said);
  return `${code.startsWith("link.") ? "markdown" : (said.source ?? "")}/${code}`;
}

/** Whether two ranges have a character in common, or one that is empty touches the other. */
function meet({ range: one }: Said, { range: other }: Said): boolean {
  return !isBefore(one.end, other.start) && !isBefore(other.end, one.start);
}

function isBefore(one: Place, other: Place): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}

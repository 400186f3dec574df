/**
 * Drops diagnostics that other extensions already report at the same place. Theirs are kept, because they
 * come with their own settings and quick fixes.
 */

export interface Place {
  readonly line: number;
  readonly character: number;
}

/** The part of a diagnostic that identifies the problem. */
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

/** Return those of `ours` that are not among `theirs` for the same lines. */
export function unsaid<T extends Said>(ours: readonly T[], theirs: readonly Said[]): T[] {
  return ours.filter((own) => {
    const same = SAME[codeOf(own)];
    return !same || !theirs.some((other) => same.includes(nameOf(other)) && meet(own, other));
  });
}

function codeOf({ code }: Said): string {
  return String(typeof code === "object" ? code.value : code);
}

/** In some versions the built-in check has no source, but its codes are unique. */
function nameOf(said: Said): string {
  const code = codeOf(said);
  return `${code.startsWith("link.") ? "markdown" : (said.source ?? "")}/${code}`;
}

/** Tell whether two ranges overlap, or an empty one touches the other. */
function meet({ range: one }: Said, { range: other }: Said): boolean {
  return !isBefore(one.end, other.start) && !isBefore(other.end, one.start);
}

function isBefore(one: Place, other: Place): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}

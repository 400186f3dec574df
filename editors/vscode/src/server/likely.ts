/** Guesses whether a document is a backlog, as long as there is no server that knows it. */

/** Names without extension: a word of them, or the whole. */
const NAMES = /(?:^|[\W_])(?:backlogs?|roadmaps?|to-?dos?|kanban|milestones?|sprints?)(?:$|[\W_\d])/i;

/** Evidence in the text: the server, too, wants two kinds of it. */
const SIGNS: readonly RegExp[] = [
  /^[ \t>]*[-*+] \[[ xX]\] \S/m,
  /\|[ \t*_]*status[ \t*_]*\|/i,
  /^[ \t>]*(?:[-*+] )?\*\*status:?\*\*:?[ \t]*\S/im,
];
const WANTED = 2;

/** Names of documents that are about a project and not about its work. */
const OTHERS = /^(?:readme|changelog|contributing|license|licence|security|code_of_conduct)$/i;

/** Maximum number of characters that are looked at. */
const MOST = 200_000;

/** Tell whether a document is likely a backlog. In doubt it is not: then nothing is said. */
export function isLikelyBacklog(path: string, text: () => string): boolean {
  const name = (path.split(/[\\/]/).at(-1) ?? "").replace(/\.\w+$/, "");
  if (NAMES.test(name)) return true;
  if (OTHERS.test(name)) return false;
  const start = text().slice(0, MOST);
  return SIGNS.filter((sign) => sign.test(start)).length >= WANTED;
}

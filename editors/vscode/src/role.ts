/** Describes the role that the server gives a document. */

/** The answer to `backlog-ls/role`. */
export interface RoleAnswer {
  readonly uri: string;
  /** As settings write it: `backlog`, `work-item`, `finished`, `archive`, `reference` or `template`. */
  readonly role: string;
  /** Sentences without a period, the deciding one first. */
  readonly reasons: readonly string[];
  /** Whether diagnostics are reported for documents of this role. */
  readonly isReported: boolean;
}

export interface RoleText {
  /** As in `Backlog` or `Not checked (reference)`. */
  readonly title: string;
  /** Why; may be empty. */
  readonly reasons: string;
  /** The first words of the reasons, for a place that does not wrap lines. */
  readonly brief: string;
  /** How to change it. */
  readonly hint: string;
}

export const ROLES_SETTING = "backlog-ls.roles";

/** Maximum number of characters of title and reasons in the language status; longer ones hide its link. */
const MAX_BRIEF = 60;

export function describeRole({ role, reasons, isReported }: RoleAnswer): RoleText {
  const other = isReported ? "reference" : "backlog";
  const title = isReported ? titleOf(role) : `Not checked (${role})`;
  const all = reasons.join("; ");
  return {
    title,
    reasons: all,
    brief: shorten(all, MAX_BRIEF - title.length),
    hint: `To change this, use the setting ${ROLES_SETTING} or a comment:\n<!-- backlog-ls-role: ${other} -->`,
  };
}

/** Return the description on one line, as in `Backlog: its name is that of a backlog`. */
export function formatRole({ title, reasons }: RoleText): string {
  return reasons === "" ? title : `${title}: ${reasons}`;
}

function titleOf(role: string): string {
  if (role === "finished") return "Finished (fewer checks)";
  return role.charAt(0).toUpperCase() + role.slice(1).replaceAll("-", " ");
}

/** Return `text` cut after a word, if it is longer than `length`. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), 0)) || cut}…`;
}

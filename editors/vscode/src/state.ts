/** What the server does, for those who show it. */

import type { Complaint } from "./server/complaint";
import type { Found, Origin } from "./server/find";

export type State =
  | { readonly kind: "starting" }
  | { readonly kind: "installing"; readonly step: string }
  | { readonly kind: "running"; readonly name: string; readonly found: Found }
  | { readonly kind: "failed"; readonly complaint: Complaint };

/** Return the value of the context key `backlog-ls.server`, by which views choose what they offer. */
export function stateKey(state: State): "starting" | "installing" | "running" | "missing" | "failed" {
  return state.kind === "failed" && state.complaint.missing ? "missing" : state.kind;
}

const ORIGINS: Readonly<Record<Origin, string>> = {
  setting: "named in the settings",
  interpreter: "of the Python in the settings",
  selected: "of the selected Python",
  PATH: "found on PATH",
  private: "installed for this editor",
};

/** What the language status says: a short text, and what is known beyond it. */
export function told(state: State): { readonly text: string; readonly detail: string } {
  switch (state.kind) {
    case "starting":
      return { text: "Backlog server", detail: "starting" };
    case "installing":
      return { text: "Backlog server", detail: state.step };
    case "running":
      return { text: state.name, detail: ORIGINS[state.found.origin] };
    case "failed":
      return { text: "Backlog server", detail: state.complaint.text };
  }
}

/** The message when no server can be started: one sentence, and buttons that help. */

import type { InstallFailure } from "./environment";
import { OLDEST_PYTHON, type Failure } from "./find";

/** The actions of the buttons. */
export type Remedy =
  | "install"
  | "open-path-setting"
  | "open-interpreter-setting"
  | "select-interpreter"
  | "get-python"
  | "restart"
  | "show-output";

export type Trouble =
  | Failure
  | InstallFailure
  | { readonly kind: "start-failed"; readonly reason: string }
  | { readonly kind: "crashed"; readonly times: number };

export interface Complaint {
  readonly text: string;
  /** Whether it is a question rather than an error. */
  readonly question: boolean;
  readonly remedies: readonly Remedy[];
}

export const TITLES: Readonly<Record<Remedy, string>> = {
  install: "Install",
  "open-path-setting": "Open Setting",
  "open-interpreter-setting": "Open Setting",
  "select-interpreter": "Select Interpreter",
  "get-python": "Get Python",
  restart: "Restart",
  "show-output": "Show Output",
};

const OLDEST = OLDEST_PYTHON.join(".");

/** Return the message for `trouble`; `chooser`: whether the Python extension can offer a choice. */
export function complaint(trouble: Trouble, chooser: boolean): Complaint {
  const choose: readonly Remedy[] = chooser ? ["select-interpreter"] : ["open-interpreter-setting"];
  switch (trouble.kind) {
    case "path-missing": {
      const paths = trouble.paths.map((path) => `“${path}”`).join(", ");
      return wrong(`No program found at ${paths} (setting backlog-ls.path).`, [
        "open-path-setting",
      ]);
    }
    case "interpreter-broken":
      return wrong(`“${trouble.command}” (setting backlog-ls.interpreter) cannot be run.`, [
        "open-interpreter-setting",
      ]);
    case "interpreter-old":
      return wrong(
        `“${trouble.command}” (setting backlog-ls.interpreter) is Python ${trouble.version}; ` +
          `the Backlog server needs ${OLDEST} or newer.`,
        ["open-interpreter-setting"],
      );
    case "not-installed":
      return {
        text:
          "The Backlog server is not installed. Install it for this editor? " +
          "Its dependencies are downloaded from your Python package index.",
        question: true,
        remedies: ["install", ...choose],
      };
    case "no-python":
      return wrong(
        trouble.old === undefined
          ? `The Backlog server needs Python ${OLDEST} or newer, and none was found.`
          : `The Backlog server needs Python ${OLDEST} or newer; the one found is ${trouble.old}.`,
        ["get-python", ...choose],
      );
    case "install-failed":
      return wrong(`The Backlog server could not be installed (${trouble.step}).`, [
        "show-output",
        "install",
      ]);
    case "start-failed":
      return wrong(`The Backlog server did not start: ${trouble.reason}`, ["show-output", "restart"]);
    case "crashed":
      return wrong(
        `The Backlog server crashed ${trouble.times} times and will not be restarted.`,
        ["restart", "show-output"],
      );
  }
}

function wrong(text: string, remedies: readonly Remedy[]): Complaint {
  return { text, question: false, remedies };
}

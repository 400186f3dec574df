/** The message when no server can be started: one sentence, and buttons that help. */

import type { InstallFailure } from "./environment";
import { OLDEST_PYTHON, type Failure } from "./find";

/** The actions of the buttons. */
export type Remedy =
  | "install"
  | "install-again"
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
  /** Whether there is no server, so that installing one is what helps. */
  readonly missing: boolean;
  /** Whether it is a question rather than an error. */
  readonly question: boolean;
  readonly remedies: readonly Remedy[];
}

export const TITLES: Readonly<Record<Remedy, string>> = {
  install: "Install Server",
  "install-again": "Try Again",
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
        missing: true,
        question: true,
        remedies: ["install", ...choose],
      };
    case "no-venv":
      return none(
        `Python ${trouble.version} was found, but it cannot create environments. ` +
          "Install its package python3-venv, or uv, and try again.",
        ["install-again", ...choose],
      );
    case "no-python":
      return none(
        trouble.old === undefined
          ? `The Backlog server needs Python ${OLDEST} or newer, and none was found. ` +
              "Install Python or uv, and try again."
          : `The Backlog server needs Python ${OLDEST} or newer; the one found is ${trouble.old}. ` +
              "Install a newer one or uv, and try again.",
        ["get-python", "install-again", ...choose],
      );
    case "install-failed":
      return none(
        `The Backlog server could not be installed. ${adviceFor(trouble.output)}`,
        ["show-output", "install-again", "open-path-setting"],
      );
    case "start-failed":
      return wrong(`The Backlog server did not start: ${trouble.reason}`, ["show-output", "restart"]);
    case "crashed":
      return wrong(
        `The Backlog server crashed ${trouble.times} times and will not be restarted.`,
        ["restart", "show-output"],
      );
  }
}

/** What to do, by what pip, venv and uv write when they fail. The first that fits is told. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/CERTIFICATE_VERIFY_FAILED|SSLError|invalid peer certificate/i,
    "The certificate of the package index is not trusted: set “cert” in the configuration of pip."],
  [/No space left|disk quota/i, "The disk is full."],
  [/ensurepip|python3-venv/i, "Install the package python3-venv, or uv."],
  [/name resolution|getaddrinfo|unreachable|timed out|refused|ProxyError|dns error|error sending request|HTTPError/i,
    "The package index could not be reached: configure the proxy or the index of pip."],
  [/No matching distribution|no version of|not found in the package registry/i,
    "The package index does not have all dependencies: configure another index for pip."],
  [/Permission denied|Access is denied/i, "A folder could not be written to."],
];

/** Return what to do, from the output of an installation that failed. */
export function adviceFor(output: string): string {
  const fitting = ADVICE.find(([sign]) => sign.test(output))?.[1] ?? "The output has the reason.";
  return `${fitting} Or install backlog-ls yourself, and set backlog-ls.path.`;
}

function wrong(text: string, remedies: readonly Remedy[]): Complaint {
  return { text, missing: false, question: false, remedies };
}

function none(text: string, remedies: readonly Remedy[]): Complaint {
  return { ...wrong(text, remedies), missing: true };
}

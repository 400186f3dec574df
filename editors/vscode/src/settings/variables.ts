/** Variables in settings for programs, as in VS Code's own settings. */

export interface Surroundings {
  /** The first workspace folder. */
  readonly folder: string | undefined;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Return `text` with variables replaced; unknown ones stay as they are. */
export function expanded(text: string, { folder, home, environment }: Surroundings): string {
  return text
    .replace(/^~(?=$|[\\/])/, () => home)
    .replace(/\$\{(workspaceFolder|userHome|env:([^}]*))\}/g, (whole, name: string, variable: string) => {
      if (name === "workspaceFolder") return folder ?? whole;
      if (name === "userHome") return home;
      return environment[variable] ?? "";
    });
}

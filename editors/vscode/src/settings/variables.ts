/** Variables in settings that name programs, as VS Code's own settings have them. */

export interface Surroundings {
  /** The first workspace folder. */
  readonly folder: string | undefined;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Return `text` with its variables replaced; one that is unknown stays as it is. */
export function expanded(text: string, { folder, home, environment }: Surroundings): string {
  return text
    .replace(/^~(?=$|[\\/])/, () => home)
    .replace(/\$\{(workspaceFolder|userHome|env:([^}]*))\}/g, (whole, name: string, variable: string) => {
      if (name === "workspaceFolder") return folder ?? whole;
      if (name === "userHome") return home;
      return environment[variable] ?? "";
    });
}

/**
 * The settings to send to the server: only those that the user has set, because defaults would override
 * the project's settings file.
 */

/** The values of a setting by scope (`WorkspaceConfiguration.inspect`). */
export interface Inspected {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** The part of JSON Schema that we read. */
interface Schema {
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Return the dotted keys of all settings in a JSON Schema; a table with free keys is one setting. */
export function keysOf(schema: Schema, root: Schema = schema, above = ""): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    // Only tables with fixed keys have a definition; one with free keys is a setting.
    const table = root.$defs?.[property.$ref?.replace("#/$defs/", "") ?? ""];
    return table ? keysOf(table, root, `${above}${name}.`) : [above + name];
  });
}

/** Return the given settings in the server's format; settings that are not given are null. */
export function given(
  keys: readonly string[],
  inspect: (key: string) => Inspected | undefined,
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const key of keys) {
    const path = key.split(".");
    const name = path.pop() ?? key;
    let table = settings;
    for (const part of path) table = (table[part] ??= {}) as Record<string, unknown>;
    table[name] = effective(inspect(key));
  }
  return settings;
}

function effective(inspected: Inspected | undefined): unknown {
  const values = [
    inspected?.globalValue,
    inspected?.workspaceValue,
    inspected?.workspaceFolderValue,
  ].filter((value) => value !== undefined && value !== null);
  // Merge tables, like VS Code does.
  if (values.length > 0 && values.every(isTable)) return Object.assign({}, ...values) as unknown;
  return values.at(-1) ?? null;
}

function isTable(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

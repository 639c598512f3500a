import { parseArgs, type ParseArgsConfig } from "node:util";

/** One command of `gatehouse`. */
export interface Command {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** How it is called, without the leading `gatehouse NAME`. */
  readonly usage: string;
  readonly options: readonly Option[];
  /** What its exit codes mean. */
  readonly exits: Readonly<Record<number, string>>;
  /** What its help tells besides. */
  readonly notes?: string;
  /** Commands below it, as `gatehouse check test`; each has its own help. */
  readonly parts?: readonly Command[];
  /** @returns the exit code */
  run(args: readonly string[]): Promise<number>;
}

/** One option of a command. */
export interface Option {
  readonly name: string;
  readonly meaning: string;
  /** What it takes, as `FILE`; a switch where undefined. */
  readonly value?: string;
  /** May be given several times. */
  readonly multiple?: boolean;
  /** Its other spellings, as `-r`. */
  readonly also?: readonly string[];
  /** The environment variable that says the same. */
  readonly variable?: string;
}

/** What a person typed cannot be understood: the text tells why. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** The words of a command line, taken apart. */
export interface Words {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly positionals: readonly string[];
}

/** Reads a command's options. @throws UsageError */
export function readWords(
  command: Pick<Command, "options">,
  args: readonly string[],
): Words {
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const { name, value, multiple } of command.options)
    options[name] = {
      type: value === undefined ? "boolean" : "string",
      ...(multiple ? { multiple } : {}),
    };
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
    });
    const single: Record<string, string | boolean> = {};
    const lists: Record<string, string[]> = {};
    for (const [name, value] of Object.entries(values))
      if (Array.isArray(value)) lists[name] = value.map(String);
      else if (value !== undefined) single[name] = value;
    return { values: single, lists, positionals };
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message : String(error),
    );
  }
}

import type { Places, Seen } from "../drivers/driver.ts";

/** How to start a runtime: the command and its arguments, as the function's file system names them. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  /** The host's files and directories that it needs to see, beside the system's. */
  readonly sees?: readonly Seen[];
  /** As `Program` has it: our own bootstraps do. */
  readonly takesConnection?: boolean;
}

/** A command to start, or why the function has none (the text of `Runtime.InvalidEntrypoint`). */
export type Entrypoint = Command | { readonly reason: string };

/** What a command may depend on, beside its program. */
export interface CommandMeans {
  readonly memoryMb: number;
  /** A directory for files that make starts faster; visible to functions, read-only. */
  readonly preparedDir: string;
  readonly handler: string;
  /** The function's directories on the host, and as it sees them itself. */
  readonly host: Places;
  readonly seen: Places;
}

/** Where a program for a runtime was found, or why none was. */
export type Availability =
  | { readonly ok: true; readonly binary: string; readonly note?: string }
  | { readonly ok: false; readonly message: string };

/** A family of Lambda runtimes, such as nodejs: how to find its program on this machine and how to start it. */
export interface RuntimeFamily {
  readonly name: string;
  /** Runtime names of the family, in full. */
  readonly pattern: RegExp;
  find(runtime: string): Availability;
  command(binary: string, means: CommandMeans): Entrypoint;
  /** Whether a process can be started before its function is known, and be told it. */
  readonly startsAhead: boolean;
  /** Environment variables that a function may override, such as the module search path. */
  defaults(runtime: string, opt: string): Readonly<Record<string, string>>;
}

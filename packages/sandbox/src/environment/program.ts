import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Places } from "../drivers/driver.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { familyOf, isProvided } from "../runtimes/list.ts";
import type { Command } from "../runtimes/runtime.ts";

/** A command to start, or why the function has none (the text of `Runtime.InvalidEntrypoint`). */
export type Entrypoint = Command | { readonly reason: string };

/**
 * What to start for a function: our bootstrap in the runtime's program, or the function's own `bootstrap`.
 * A managed runtime starts through AWS_LAMBDA_EXEC_WRAPPER when that is set, as in Lambda.
 */
export async function entrypoint(
  spec: FunctionSpec,
  binary: string,
  host: Places,
  seen: Places,
): Promise<Entrypoint> {
  if (isProvided(spec.runtime)) return ownBootstrap(host, seen);
  const family = familyOf(spec.runtime);
  const command = family?.command(binary, spec.memoryMb) ?? {
    command: binary,
    args: [],
  };
  const wrapper = spec.environment["AWS_LAMBDA_EXEC_WRAPPER"];
  if (!wrapper) return command;
  return {
    command: wrapper.replace(/^\/opt(?=\/)/, seen.opt),
    args: [command.command, ...command.args],
  };
}

async function ownBootstrap(host: Places, seen: Places): Promise<Entrypoint> {
  const places = ["task", "opt"] as const;
  for (const place of places) {
    const file = join(host[place], "bootstrap");
    if (!(await isFile(file))) continue;
    const command = join(seen[place], "bootstrap");
    return (await mayExecute(file))
      ? { command, args: [] }
      : { reason: startReason(command, "EACCES") };
  }
  return {
    reason:
      "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
  };
}

/** Lambda's words for a program that could not be started, from the system's error code. */
export function startReason(command: string, code: string): string {
  return `fork/exec ${command}: ${START_TEXT[code] ?? code}`;
}

const START_TEXT: Readonly<Record<string, string>> = {
  E2BIG: "argument list too long",
  EACCES: "permission denied",
  ENOENT: "no such file or directory",
  ENOEXEC: "exec format error",
  ENOMEM: "cannot allocate memory",
};

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function mayExecute(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

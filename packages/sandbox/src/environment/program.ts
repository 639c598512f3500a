import { constants } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Places } from "../drivers/driver.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { familyOf, isProvided } from "../runtimes/list.ts";
import type { Entrypoint } from "../runtimes/runtime.ts";
import { programFiles } from "../runtimes/visible-files.ts";

/**
 * What to start for a function: our bootstrap in the runtime's program, or the function's own `bootstrap`.
 * A managed runtime starts through AWS_LAMBDA_EXEC_WRAPPER when that is set, as in Lambda.
 */
export async function entrypoint(
  spec: FunctionSpec,
  binary: string,
  host: Places,
  seen: Places,
  preparedDir: string,
): Promise<Entrypoint> {
  if (isProvided(spec.runtime)) return ownBootstrap(host, seen);
  const { memoryMb, handler } = spec;
  const means = { memoryMb, preparedDir, handler, host, seen };
  // Another program speaks the Runtime API itself; AWS's own clients take the handler as their argument.
  const command = familyOf(spec.runtime)?.command(binary, means) ?? {
    command: binary,
    args: [handler],
    sees: programFiles(binary),
  };
  if ("reason" in command) return command;
  const wrapper = spec.environment["AWS_LAMBDA_EXEC_WRAPPER"];
  if (!wrapper) return command;
  return {
    ...command,
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
    const obstacle = await obstacleTo(file);
    return obstacle
      ? { reason: startReason(command, obstacle) }
      : { command, args: [] };
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
  EAGAIN: "resource temporarily unavailable",
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

/** Why the system would not execute a file; asked before, as the C library would hand what it does not know to a shell. */
async function obstacleTo(path: string): Promise<string | undefined> {
  const mayExecute = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!mayExecute) return "EACCES";
  const file = await open(path);
  try {
    const start = Buffer.alloc(20);
    await file.read(start, 0, start.length, 0);
    return isProgram(start) ? undefined : "ENOEXEC";
  } finally {
    await file.close();
  }
}

/** A script with its interpreter's name, or an ELF file for this machine's processor. */
function isProgram(start: Buffer): boolean {
  if (start.toString("latin1", 0, 2) === "#!") return true;
  if (start.toString("latin1", 0, 4) !== "\x7fELF") return false;
  const machine = ELF_MACHINES[process.arch];
  return machine === undefined || start.readUInt16LE(18) === machine;
}

const ELF_MACHINES: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

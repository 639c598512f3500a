import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connection, readable } from "../child-streams.ts";
import type {
  Exit,
  MemoryUse,
  Places,
  Program,
  RunningProgram,
} from "../driver.ts";
import { memoryOf } from "../process-memory.ts";
import { childrenOf } from "../process-tree.ts";
import { INSIDE } from "./file-system.ts";
import { exitOf, insideScript } from "./scripts.ts";
import type { WayIn } from "./way-in.ts";

/** What a program is started with. */
export interface Start {
  readonly program: Program;
  readonly wayIn: WayIn;
  /** The command that makes the box, up to the shell inside. */
  readonly command: readonly string[];
  readonly host: Places;
  /** A directory of the environment's own on the host. */
  readonly directory: string;
  readonly filterFile: string | undefined;
  /** The most processes, where no control group sees to it. */
  readonly processes: number | undefined;
  readonly groupMemory: (() => MemoryUse | undefined) | undefined;
}

/** Starts a program inside. */
export function startInside(start: Start): RunningProgram {
  const script = scriptOf(start);
  const child = start.wayIn.become(start.command, script);
  const { pid } = child;
  const [, stdout, stderr, telemetry, reports] = child.stdio;
  const gone = new Promise<string | undefined>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code ?? error.message),
    );
    child.once("exit", () => resolve(undefined));
    // It was ended before it was used.
    if (!start.wayIn.usable) resolve("ESRCH");
  });
  const exited = reported(readable(reports), gone, () =>
    rmSync(script, { force: true }),
  );
  let killed: Promise<void> | undefined;
  return {
    stdout: readable(stdout),
    stderr: readable(stderr),
    telemetry: readable(telemetry),
    connection: connection(child, start.program),
    exited,
    memory: () =>
      start.groupMemory
        ? start.groupMemory()
        : pid === undefined
          ? undefined
          : memoryOf(pid),
    kill: () =>
      (killed ??= pid === undefined ? Promise.resolve() : end(pid, gone)),
  } satisfies RunningProgram as RunningProgram;
}

/** A file for root or the server alone, until it is open: variables hold secrets, and a command line is for all to see. */
function scriptOf({ program, processes, host, directory }: Start): string {
  const path = join(directory, `start-${randomUUID()}`);
  const interpreter = interpreterOf(program, host);
  const text = insideScript(program, { processes, interpreter });
  writeFileSync(path, text, { flag: "wx", mode: 0o600 });
  return path;
}

/** What a script of the function's own is to be read by. */
function interpreterOf({ command }: Program, host: Places): string | undefined {
  const place = (["task", "opt"] as const).find((name) =>
    command.startsWith(`${INSIDE[name]}/`),
  );
  if (place === undefined) return undefined;
  try {
    const path = join(host[place], command.slice(INSIDE[place].length));
    const start = Buffer.alloc(INTERPRETER_LIMIT);
    const file = openSync(path, "r");
    try {
      const size = readSync(file, start, 0, start.length, 0);
      const text = start.toString("latin1", 0, size);
      return /^#![ \t]*(\S+)/.exec(text)?.[1];
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

// As much as the system itself looks at.
const INTERPRETER_LIMIT = 256;

async function reported(
  reports: NodeJS.ReadableStream,
  gone: Promise<string | undefined>,
  onUp: () => void,
): Promise<Exit | { readonly startFault: string }> {
  let text = "";
  const read = new Promise((resolve) => {
    reports.once("data", onUp);
    reports.on("data", (piece: Buffer) => {
      // Two lines are expected; the rest is what shells say.
      if (text.length < REPORT_LIMIT) text += piece.toString("latin1");
    });
    reports.once("close", resolve);
  });
  const startFault = await gone;
  onUp();
  if (startFault !== undefined) return { startFault };
  await read;
  return exitOf(text);
}

const REPORT_LIMIT = 16_384;

/** The first process inside takes all others along; the one outside ends when it is gone, and with it the last of them. */
async function end(pid: number, gone: Promise<unknown>): Promise<void> {
  let isGone = false;
  const ended = gone.then(() => (isGone = true));
  for (let round = 1; !isGone; round++) {
    const inside = childrenOf(pid);
    if (inside.length > 0) for (const first of inside) signal(first);
    // Still on its way in.
    else signal(-pid);
    await Promise.race([ended, sleep(Math.min(round, 50))]);
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has gone by itself.
  }
}

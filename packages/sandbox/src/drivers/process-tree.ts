import { readdirSync, readFileSync } from "node:fs";
import {
  setImmediate as nextTurn,
  setTimeout as sleep,
} from "node:timers/promises";

const ROUNDS = 20;
const PORTION = 32;

/** Whether one `NAME=value` of a process's environment says that it is ours. */
export type IsMark = (entry: string) => boolean;

/**
 * Kills every process with a mark in its environment, and the group of `leader` when given, again until none is left.
 * A daemon that called setsid has left its group but keeps the environment it was born with.
 */
export async function killAll(isMark: IsMark, leader?: number): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    if (leader !== undefined) signal(-leader);
    // A killed process takes a moment to go.
    await sleep(1);
    const living = await livingOf(isMark, leader);
    if (living.length === 0) return;
    for (const pid of living) signal(pid);
    await sleep(round);
  }
}

/** Kills every process whose temporary directory lies below `directory`. */
export function killBelow(directory: string): Promise<void> {
  return killAll((entry) => entry.startsWith(`TMPDIR=${directory}/`));
}

/** The direct children of a process, of all its threads; empty where the system does not tell. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1")
        .split(" ")
        .filter((child) => child !== "")
        .map(Number),
    );
  } catch {
    return [];
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has gone by itself.
  }
}

async function livingOf(isMark: IsMark, group?: number): Promise<number[]> {
  const grouped = group !== undefined && exists(-group) ? group : undefined;
  const living: number[] = [];
  const pids = processes();
  for (let index = 0; index < pids.length; index++) {
    const pid = pids[index] ?? 0;
    const belongs =
      environmentOf(pid).some(isMark) ||
      (grouped !== undefined && isLivingMember(pid, grouped));
    if (belongs && pid !== process.pid) living.push(pid);
    // Reading these files asynchronously costs five times as much; in small portions it holds up no call.
    if (index % PORTION === PORTION - 1) await nextTurn();
  }
  return living;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function processes(): number[] {
  try {
    const entries = readdirSync("/proc");
    return entries.filter((entry) => /^[0-9]+$/.test(entry)).map(Number);
  } catch {
    return [];
  }
}

/** A zombie is gone already; only its parent, which may be in no hurry, has not looked yet. */
function isLivingMember(pid: number, group: number): boolean {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name before it may hold blanks and brackets of its own.
  const [state, , processGroup] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ");
  return Number(processGroup) === group && state !== "Z" && state !== "X";
}

/** Empty for a zombie. */
function environmentOf(pid: number): readonly string[] {
  return textOf(`/proc/${pid}/environ`).split("\0");
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

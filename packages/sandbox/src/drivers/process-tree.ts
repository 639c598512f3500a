import { readdirSync, readFileSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const ROUNDS = 20;

/** Whether one `NAME=value` of a process's environment says that it is ours. */
export type IsMark = (entry: string) => boolean;

/**
 * Kills every process with a mark in its environment, and the group of `leader` when given, again until none is left.
 * A daemon that called setsid has left its group but keeps the environment it was born with.
 */
export async function killAll(isMark: IsMark, leader?: number): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    if (leader !== undefined) signal(-leader);
    const living = await livingOf(isMark, leader);
    if (living.length === 0) return;
    for (const pid of living) signal(pid);
    await sleep(2 * (round + 1));
  }
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
  const pids = await processes();
  const found = await Promise.all(
    pids.map(async (pid) => {
      const belongs =
        (group !== undefined && (await isLivingMember(pid, group))) ||
        (await environmentOf(pid)).some(isMark);
      return belongs ? [pid] : [];
    }),
  );
  return found.flat().filter((pid) => pid !== process.pid);
}

async function processes(): Promise<number[]> {
  try {
    const entries = await readdir("/proc");
    return entries.filter((entry) => /^[0-9]+$/.test(entry)).map(Number);
  } catch {
    return [];
  }
}

/** A zombie is gone already; only its parent, which may be in no hurry, has not looked yet. */
async function isLivingMember(pid: number, group: number): Promise<boolean> {
  const stat = await textOf(`/proc/${pid}/stat`);
  // The name before it may hold blanks and brackets of its own.
  const [state, , processGroup] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ");
  return Number(processGroup) === group && state !== "Z" && state !== "X";
}

/** Empty for a zombie. */
async function environmentOf(pid: number): Promise<readonly string[]> {
  return (await textOf(`/proc/${pid}/environ`)).split("\0");
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "latin1").catch(() => "");
}

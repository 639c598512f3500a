import { readdirSync, readFileSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const ROUNDS = 20;

/**
 * Kills a process group and every process that left the group but still carries `mark` (one `NAME=value`) in its
 * environment, again until none is left: a daemon that called setsid keeps the environment it was born with.
 */
export async function killAll(leader: number, mark: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const groupGone = !signal(-leader);
    const strays = await marked(mark);
    for (const pid of strays) signal(pid);
    if (groupGone && strays.length === 0) return;
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

function signal(pid: number): boolean {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

async function marked(mark: string): Promise<number[]> {
  const pids = await processes();
  const carriers = await Promise.all(
    pids.map(async (pid) =>
      (await environmentOf(pid)).includes(mark) ? pid : 0,
    ),
  );
  return carriers.filter((pid) => pid !== 0 && pid !== process.pid);
}

async function processes(): Promise<number[]> {
  try {
    const entries = await readdir("/proc");
    return entries.filter((entry) => /^[0-9]+$/.test(entry)).map(Number);
  } catch {
    return [];
  }
}

async function environmentOf(pid: number): Promise<readonly string[]> {
  try {
    return (await readFile(`/proc/${pid}/environ`, "latin1")).split("\0");
  } catch {
    return [];
  }
}

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { queryCall } from "./client.ts";
import { median, type Figure } from "./figure.ts";
import { load } from "./load.ts";
import { platformServer } from "./server/processes.ts";

const ROUNDS = 7;

/** From the start of the process to the first answered signed call, on the embedded store; and memory at rest. */
export async function start(): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  const times: number[] = [];
  const memories: number[] = [];
  const bare: number[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const began = performance.now();
      await using platform = await platformServer({ dataDir });
      const call = queryCall(
        platform,
        "sts",
        "Action=GetCallerIdentity&Version=2011-06-15",
      );
      await load(platform.url, () => call, { requests: 1, connections: 1 });
      // The first start makes the data directory and the compile cache; it is not counted.
      if (round > 0) times.push(performance.now() - began);
      await sleep(1000);
      if (round > 0) memories.push(await platform.memory());
      bare.push(await bareStart());
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  return [
    {
      what: "process start to first answered signed call",
      value: median(times),
      unit: "ms",
      baseline: { what: "an empty Node program", value: median(bare) },
      goal: "≤ 300 ms",
    },
    {
      what: "resident memory at rest",
      value: median(memories) / 1e6,
      unit: "MB",
      goal: "≤ 120 MB",
    },
  ];
}

function bareStart(): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    spawn(process.execPath, ["-e", ""])
      .once("exit", () => resolve(performance.now() - began))
      .once("error", reject);
  });
}

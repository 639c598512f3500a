import { mkdtemp, rm } from "node:fs/promises";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Driver } from "../driver.ts";
import { ControlGroups } from "./control-groups.ts";
import { BubblewrapDriver, type Offer } from "./driver.ts";
import { findTools } from "./tools.ts";

/** A driver that was seen to work, or what is in its way. */
export type Trial = Driver | { readonly missing: string };

/** Makes the driver and runs a program with it; what cannot be done without is tried, the rest is left out. */
export async function tryBubblewrap(options: Offer): Promise<Trial> {
  if (process.platform !== "linux")
    return { missing: "bubblewrap needs Linux" };
  const tools = findTools();
  if ("missing" in tools) return tools;
  const groups = ControlGroups.find();
  let missing = "";
  for (const disablesUsers of [true, false]) {
    let driver: Driver | undefined;
    try {
      driver = await BubblewrapDriver.make(
        { tools, disablesUsers, groups },
        options,
      );
      missing = await obstacle(driver, options.workDir);
      if (missing === "") return driver;
    } catch (error) {
      missing = error instanceof Error ? error.message : String(error);
    }
    await driver?.close();
  }
  return { missing };
}

/** Empty when a program runs inside and ends as it should. */
async function obstacle(driver: Driver, workDir: string): Promise<string> {
  mkdirSync(workDir, { recursive: true });
  const directory = await mkdtemp(join(workDir, "trial-"));
  try {
    const slot = await driver.open({
      places: { task: directory, opt: directory, tmp: directory },
      limits: { memoryMb: 64, ephemeralStorageMb: 64, processes: 64 },
    });
    try {
      const program = slot.start({
        command: "/bin/sh",
        args: ["-c", "exit 7"],
        cwd: slot.places.task,
        environment: { PATH: "/usr/bin:/bin" },
      });
      let said = "";
      program.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
      program.stdout.resume();
      program.telemetry.resume();
      const exit = await program.exited;
      if ("code" in exit && exit.code === 7) return "";
      return said.trim() || "a program inside did not end as it should";
    } finally {
      await slot.release();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

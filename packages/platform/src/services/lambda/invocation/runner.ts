import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  createSandbox,
  type FunctionSpec,
  type Sandbox,
} from "@gatehouse/sandbox";
import type { PlatformFacts } from "../../../core/context.ts";
import { Concurrency } from "./concurrency.ts";

/** What runs a platform's functions. */
export interface Runner {
  readonly sandbox: Sandbox;
  readonly concurrency: Concurrency;
  /** The key of each function version's environments, to end those of an older configuration. */
  readonly keys: Map<string, string>;
  /** True once the platform closes: what breaks off now is not the function's fault. */
  closing: boolean;
}

/** The runner of a platform: made at the first call, closed with the platform. */
export function runnerOf(platform: PlatformFacts, now: () => number): Runner {
  let runner = byPlatform.get(platform);
  if (!runner) byPlatform.set(platform, (runner = newRunner(platform, now)));
  return runner;
}

const byPlatform = new WeakMap<PlatformFacts, Runner>();

function newRunner(platform: PlatformFacts, now: () => number): Runner {
  const workDir = join(platform.dataDir, "sandbox");
  // What a process that was killed left behind belongs to no environment.
  rmSync(workDir, { recursive: true, force: true });
  const runner: Runner = {
    sandbox: createSandbox({
      workDir,
      now: () => new Date(now()),
      onLog: (spec, logStream, lines) => log(platform, spec, logStream, lines),
    }),
    concurrency: new Concurrency(),
    keys: new Map(),
    closing: false,
  };
  platform.onClose(async () => {
    runner.closing = true;
    await runner.sandbox.close();
  });
  return runner;
}

function log(
  platform: PlatformFacts,
  { accountId, region, logGroup }: FunctionSpec,
  logStream: string,
  lines: readonly { time: number; message: string }[],
): void {
  platform.telemetry.log({ accountId, region }, { logGroup, logStream, lines });
}

import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  createSandbox,
  type FunctionSpec,
  type Sandbox,
} from "@gatehouse/sandbox";
import type { PlatformFacts } from "../../../core/context.ts";
import type { LogLeave } from "../../../core/log-leave.ts";
import { Concurrency } from "./concurrency.ts";
import type { LeaveDoor } from "./leave-door.ts";

/** What runs a platform's functions. */
export interface Runner {
  readonly sandbox: Sandbox;
  readonly concurrency: Concurrency;
  /** By specification key: whether its role lets the function's log through. */
  readonly logDoors: Map<string, LeaveDoor<LogLeave>>;
  /** The same for the segments of its traces. */
  readonly traceDoors: Map<string, LeaveDoor>;
  /** The key of each function version's environments, to end those of an older configuration. */
  readonly keys: Map<string, string>;
  /** Versions with environments that are kept ready, by their ARN. */
  readonly provisioned: Map<string, ProvisionedVersion>;
  /** Concurrency that is set aside, by account and Region; counted when it is asked for. */
  readonly setAside: Map<string, Promise<number>>;
  /** True once the platform closes: what breaks off now is not the function's fault. */
  closing: boolean;
}

/** A version with environments that are kept ready. */
export interface ProvisionedVersion {
  /** Without a qualifier. */
  readonly functionArn: string;
  readonly version: number;
  readonly spec: FunctionSpec;
}

/** The runner of a platform: made at the first call, closed with the platform. */
export function runnerOf(platform: PlatformFacts, now: () => number): Runner {
  let runner = byPlatform.get(platform);
  if (!runner) byPlatform.set(platform, (runner = newRunner(platform, now)));
  return runner;
}

/** Ends the environments of a function, or of one version of it, that is no more. */
export async function endEnvironments(
  platform: PlatformFacts,
  arn: string,
): Promise<void> {
  const runner = byPlatform.get(platform);
  if (!runner) return;
  const { sandbox, logDoors, keys } = runner;
  const belongs = (name: string) =>
    name.startsWith(`${arn} `) || name.startsWith(`${arn}:`);
  for (const name of keys.keys())
    if (name === arn || belongs(name)) keys.delete(name);
  const ended = [...logDoors.keys()].filter(belongs);
  await Promise.all(ended.map((key) => sandbox.retire(key)));
  for (const key of ended) {
    logDoors.delete(key);
    runner.traceDoors.delete(key);
  }
}

const byPlatform = new WeakMap<PlatformFacts, Runner>();

function newRunner(platform: PlatformFacts, now: () => number): Runner {
  const workDir = join(platform.dataDir, "sandbox");
  // What a process that was killed left behind belongs to no environment.
  rmSync(workDir, { recursive: true, force: true });
  const runner: Runner = {
    sandbox: createSandbox({
      workDir,
      runtimes: platform.runtimes ?? {},
      isolation: platform.isolation.choice,
      requireIsolation: platform.isolation.required,
      files: platform.isolation.files,
      endpoint: () => ({ url: platform.endpoint(), accept: platform.accept }),
      now: () => new Date(now()),
      onLog: (spec, logStream, lines) =>
        runner.logDoors
          .get(spec.key)
          ?.pass((leave) => log(platform, spec, logStream, lines, leave)),
    }),
    concurrency: new Concurrency(),
    logDoors: new Map(),
    traceDoors: new Map(),
    keys: new Map(),
    provisioned: new Map(),
    setAside: new Map(),
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
  { createsGroup }: LogLeave,
): void {
  platform.telemetry.log(
    { accountId, region },
    { logGroup, logStream, lines, createsGroup },
  );
}

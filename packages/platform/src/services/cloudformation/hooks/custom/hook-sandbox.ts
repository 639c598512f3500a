import { rmSync } from "node:fs";
import { join } from "node:path";
import { createSandbox, type Sandbox } from "@gatehouse/sandbox";
import type { PlatformFacts } from "../../../../core/context.ts";
import type { LogLeave } from "../../../../core/log-leave.ts";

/** What runs a platform's custom hooks. */
export interface HookRunner {
  readonly sandbox: Sandbox;
  /** By specification key: whether the hook's log role lets its log be written, and a missing group be made. */
  readonly logs: Map<string, LogLeave | undefined>;
}

const byPlatform = new WeakMap<PlatformFacts, HookRunner>();

/** Made when the first custom hook is asked, closed with the platform. Hooks never share environments with functions. */
export function hookRunnerOf(
  platform: PlatformFacts,
  now: () => number,
): HookRunner {
  let runner = byPlatform.get(platform);
  if (!runner) byPlatform.set(platform, (runner = newRunner(platform, now)));
  return runner;
}

function newRunner(platform: PlatformFacts, now: () => number): HookRunner {
  const workDir = join(platform.dataDir, "hook-sandbox");
  // What a process that was killed left behind belongs to no environment.
  rmSync(workDir, { recursive: true, force: true });
  const runner: HookRunner = {
    logs: new Map(),
    sandbox: createSandbox({
      workDir,
      maxEnvironments: 16,
      idleSeconds: 60,
      spares: { total: 0 },
      runtimes: platform.runtimes ?? {},
      isolation: platform.isolation.choice,
      requireIsolation: platform.isolation.required,
      files: platform.isolation.files,
      endpoint: () => ({ url: platform.endpoint(), accept: platform.accept }),
      now: () => new Date(now()),
      onLog: ({ key, accountId, region, logGroup }, logStream, lines) => {
        const leave = runner.logs.get(key);
        if (leave)
          platform.telemetry.log(
            { accountId, region },
            { logGroup, logStream, lines, ...leave },
          );
      },
    }),
  };
  platform.onClose(() => runner.sandbox.close());
  return runner;
}

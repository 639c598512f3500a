import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Driver, Limits, Places, Slot } from "../drivers/driver.ts";
import type {
  FunctionCredentials,
  FunctionSpec,
  InitializationType,
} from "../function-spec.ts";
import type { EnvironmentLog } from "../logs/environment-log.ts";
import { Environment } from "./environment.ts";
import { type FaultFor, invalidEntrypoint } from "./faults.ts";
import { optDirectory } from "./layers.ts";
import { entrypoint } from "./program.ts";
import { environmentVariables } from "./variables.ts";

const RUNTIME_DIR = fileURLToPath(new URL("../bootstraps", import.meta.url));

// Lambda's quota of execution processes and threads.
const PROCESSES = 1_024;

/** What every environment of a sandbox is made with. */
export interface LaunchSettings {
  /** Chosen once, at the first start. */
  driver(): Promise<Driver>;
  readonly workDir: string;
  readonly initSeconds: number;
  readonly now: () => Date;
  newLog(spec: FunctionSpec, logStream: string): EnvironmentLog;
  onFree(environment: Environment): void;
  onEnded(environment: Environment): void;
}

/** An environment to initialize, or why the function cannot be started at all. */
export type Launch =
  { readonly environment: Environment } | { readonly fault: FaultFor };

/** Makes an environment for a function, not yet started; when it cannot be made, nothing of it stays. */
export async function prepareLaunch(
  spec: FunctionSpec,
  binary: string,
  credentials: FunctionCredentials,
  settings: LaunchSettings,
  initializationType: InitializationType = "on-demand",
): Promise<Launch> {
  const opt = await optDirectory(settings.workDir, spec.layerDirs);
  const directory = await ownDirectory(settings.workDir);
  const cleanUp = () =>
    rm(directory, { recursive: true, force: true, maxRetries: 2 });
  const host: Places = { task: spec.codeDir, opt, tmp: join(directory, "tmp") };
  let slot: Slot | undefined;
  try {
    const driver = await settings.driver();
    slot = await driver.open({ places: host, limits: limitsOf(spec) });
    const command = await entrypoint(spec, binary, host, slot.places);
    if ("command" in command) {
      const logStream = spec.logStream ?? newLogStream(spec, settings.now());
      const environment = new Environment({
        ...settings,
        spec,
        slot,
        initializationType,
        log: settings.newLog(spec, logStream),
        logStream,
        cleanUp,
        runtimeVersion: versionOf(spec, binary),
        program: {
          ...command,
          cwd: slot.places.task,
          environment: environmentVariables({
            spec,
            credentials,
            places: slot.places,
            binary,
            runtimeDir: RUNTIME_DIR,
            apiAddress: slot.address,
            logStream,
            initializationType,
          }),
        },
      });
      return { environment };
    }
    await slot.release();
    await cleanUp();
    return { fault: (id) => invalidEntrypoint(id, command.reason) };
  } catch (error) {
    await slot?.release();
    await cleanUp();
    throw error;
  }
}

/** A log stream name as Lambda makes them: the date, the version, 32 hexadecimal digits. */
export function newLogStream(spec: FunctionSpec, now: Date): string {
  const date = now.toISOString().slice(0, 10).replaceAll("-", "/");
  return `${date}/[${spec.functionVersion}]${randomBytes(16).toString("hex")}`;
}

/** Removes what an earlier sandbox that was killed left in the directory: its processes, then its files. */
export async function sweep({
  driver,
  workDir,
}: LaunchSettings): Promise<void> {
  await (await driver()).sweep(join(workDir, "environments"));
  for (const name of ["environments", "opt"])
    await rm(join(workDir, name), { recursive: true, force: true });
}

function limitsOf({ memoryMb, ephemeralStorageMb }: FunctionSpec): Limits {
  return { memoryMb, ephemeralStorageMb, processes: PROCESSES };
}

async function ownDirectory(workDir: string): Promise<string> {
  const environments = join(workDir, "environments");
  await mkdir(environments, { recursive: true });
  const directory = await mkdtemp(join(environments, "e-"));
  await mkdir(join(directory, "tmp"), { mode: 0o700 });
  return directory;
}

function versionOf(spec: FunctionSpec, binary: string) {
  const digest = createHash("sha256").update(`${spec.runtime}\n${binary}`);
  return {
    name: spec.runtime,
    arn: `arn:aws:lambda:${spec.region}::runtime:${digest.digest("hex")}`,
  };
}

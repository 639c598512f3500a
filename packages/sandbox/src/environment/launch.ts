import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Driver, Places, Slot } from "../drivers/driver.ts";
import type { FunctionCredentials, FunctionSpec } from "../function-spec.ts";
import type { EnvironmentLog } from "../logs/environment-log.ts";
import { Environment } from "./environment.ts";
import { type FaultFor, invalidEntrypoint } from "./faults.ts";
import { optDirectory } from "./layers.ts";
import { entrypoint } from "./program.ts";
import { environmentVariables } from "./variables.ts";

const RUNTIME_DIR = fileURLToPath(new URL("../bootstraps", import.meta.url));

/** What every environment of a sandbox is started with. */
export interface LaunchSettings {
  readonly driver: Driver;
  readonly workDir: string;
  readonly initSeconds: number;
  readonly now: () => Date;
  newLog(spec: FunctionSpec, logStream: string): EnvironmentLog;
  onFree(environment: Environment): void;
  onEnded(environment: Environment): void;
}

/** A started environment, initialized or not, or why the function cannot be started at all. */
export type Launched =
  | {
      readonly environment: Environment;
      readonly credentials: FunctionCredentials;
    }
  | { readonly fault: FaultFor };

/** Makes an environment for a function and runs its init phase. */
export async function launch(
  spec: FunctionSpec,
  binary: string,
  settings: LaunchSettings,
): Promise<Launched> {
  const [credentials, opt, directory] = await Promise.all([
    spec.credentials(),
    optDirectory(settings.workDir, spec.layerDirs),
    ownDirectory(settings.workDir),
  ]);
  const host: Places = {
    task: spec.codeDir,
    opt,
    tmp: join(directory, "tmp"),
  };
  const cleanUp = () => rm(directory, { recursive: true, force: true });
  const slot = await settings.driver.open(host);
  const started = await entrypoint(spec, binary, host, slot.places);
  if ("reason" in started) {
    await slot.release();
    await cleanUp();
    return { fault: (id) => invalidEntrypoint(id, started.reason) };
  }

  const logStream = spec.logStream ?? newLogStream(spec, settings.now());
  const environment = new Environment({
    ...settings,
    spec,
    slot,
    log: settings.newLog(spec, logStream),
    logStream,
    cleanUp,
    runtimeVersion: versionOf(spec, binary),
    program: {
      ...started,
      cwd: slot.places.task,
      environment: variables(spec, credentials, slot, binary, logStream),
    },
  });
  await environment.initialize();
  return { environment, credentials };
}

/** A log stream name as Lambda makes them: the date, the version, 32 hexadecimal digits. */
export function newLogStream(spec: FunctionSpec, now: Date): string {
  const date = now.toISOString().slice(0, 10).replaceAll("-", "/");
  return `${date}/[${spec.functionVersion}]${randomBytes(16).toString("hex")}`;
}

async function ownDirectory(workDir: string): Promise<string> {
  const environments = join(workDir, "environments");
  await mkdir(environments, { recursive: true });
  const directory = await mkdtemp(join(environments, "e-"));
  await mkdir(join(directory, "tmp"), { mode: 0o700 });
  return directory;
}

function variables(
  spec: FunctionSpec,
  credentials: FunctionCredentials,
  slot: Slot,
  binary: string,
  logStream: string,
): Record<string, string> {
  return environmentVariables({
    spec,
    credentials,
    places: slot.places,
    binary,
    runtimeDir: RUNTIME_DIR,
    apiAddress: slot.address,
    logStream,
  });
}

function versionOf(spec: FunctionSpec, binary: string) {
  const digest = createHash("sha256").update(`${spec.runtime}\n${binary}`);
  return {
    name: spec.runtime,
    arn: `arn:aws:lambda:${spec.region}::runtime:${digest.digest("hex")}`,
  };
}

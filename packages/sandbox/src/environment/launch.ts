import { createHash, randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Driver } from "../drivers/driver.ts";
import type {
  FunctionCredentials,
  FunctionSpec,
  InitializationType,
} from "../function-spec.ts";
import type { EnvironmentLog } from "../logs/environment-log.ts";
import { Environment } from "./environment.ts";
import { extensionPrograms, hasExtensions } from "./extension-programs.ts";
import { type FaultFor, invalidEntrypoint } from "./faults.ts";
import { optDirectory } from "./layers.ts";
import { entrypoint } from "./program.ts";
import { RUNTIME_DIR, type Room, preparedDir, openRoom } from "./room.ts";
import { limitsOf } from "./slot-limits.ts";
import type { Spare } from "./spares.ts";
import { environmentVariables } from "./variables.ts";

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

/**
 * Makes an environment for a function, not yet started; when it cannot be made, nothing of it stays.
 * @param spare a runtime that was started ahead and has the function's code in its room
 */
export async function prepareLaunch(
  spec: FunctionSpec,
  binary: string,
  credentials: FunctionCredentials,
  settings: LaunchSettings,
  initializationType: InitializationType = "on-demand",
  spare?: Spare,
): Promise<Launch> {
  const room = spare?.room ?? (await newRoom(spec, settings));
  try {
    const { slot, host } = room;
    const command = await entrypoint(
      spec,
      binary,
      host,
      slot.places,
      preparedDir(settings.workDir),
    );
    if ("command" in command) {
      const logStream = spec.logStream ?? newLogStream(spec, settings.now());
      const surroundings = {
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
      };
      const environment = new Environment({
        ...settings,
        spec,
        room,
        initializationType,
        startedAhead: spare?.incarnation,
        log: settings.newLog(spec, logStream),
        logStream,
        runtimeVersion: versionOf(spec, binary),
        program: { ...command, ...surroundings },
        extensions: await extensionPrograms(host, slot.places, surroundings),
      });
      return { environment };
    }
    await spare?.incarnation.stop();
    await room.leave();
    return { fault: (id) => invalidEntrypoint(id, command.reason) };
  } catch (error) {
    await spare?.incarnation.stop();
    await room.leave();
    throw error;
  }
}

async function newRoom(
  spec: FunctionSpec,
  { workDir, ...settings }: LaunchSettings,
): Promise<Room> {
  const opt = await optDirectory(workDir, spec.layerDirs);
  const driver = await settings.driver();
  return openRoom(workDir, driver, limitsOf(spec), {
    code: { task: spec.codeDir, opt },
    egress: spec.egress,
    severalPrograms: hasExtensions(opt),
  });
}

/** A log stream name as Lambda makes them: the date, the version, 32 hexadecimal digits. */
export function newLogStream(spec: FunctionSpec, now: Date): string {
  const date = now.toISOString().slice(0, 10).replaceAll("-", "/");
  return `${date}/[${spec.functionVersion}]${randomBytes(16).toString("hex")}`;
}

/** Removes what an earlier sandbox that was killed left in the directory: its processes, then its files. */
export async function sweep(settings: LaunchSettings): Promise<void> {
  const { workDir } = settings;
  const driver = await settings.driver();
  await driver.sweep(join(workDir, "environments"));
  for (const name of ["environments", "opt"])
    await rm(join(workDir, name), { recursive: true, force: true });
}

function versionOf(spec: FunctionSpec, binary: string) {
  const digest = createHash("sha256").update(`${spec.runtime}\n${binary}`);
  return {
    name: spec.runtime,
    arn: `arn:aws:lambda:${spec.region}::runtime:${digest.digest("hex")}`,
  };
}

import { mkdirSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type {
  Driver,
  Egress,
  Limits,
  Places,
  Slot,
} from "../drivers/driver.ts";
import { openDirectory } from "./linked-tree.ts";

/** Where our bootstraps lie. */
export const RUNTIME_DIR = fileURLToPath(
  new URL("../bootstraps", import.meta.url),
);

/** Where what makes starts faster lies. */
export function preparedDir(workDir: string): string {
  return join(workDir, "prepared");
}

/** A place for one environment: its directory on the host, and the slot that its processes run in. */
export interface Room {
  readonly host: Places;
  readonly slot: Slot;
  /** Gives everything back; what the function made unremovable stays for the next sweep. */
  leave(): Promise<void>;
}

/**
 * Opens a room below `workDir`.
 * @param code where the function's code and layers lie; without it both are empty directories of the room's own
 * @param severalPrograms whether more than the runtime will run there, with the same /tmp
 * @param egress the way out of the room's network; without it there is none
 */
export async function openRoom(
  workDir: string,
  driver: Driver,
  limits: Limits,
  {
    code,
    egress,
    severalPrograms = false,
  }: {
    readonly code?: { readonly task: string; readonly opt: string };
    readonly egress?: Egress | undefined;
    readonly severalPrograms?: boolean;
  } = {},
): Promise<Room> {
  const directory = ownDirectory(workDir);
  const cleanUp = () =>
    rm(directory, { recursive: true, force: true, maxRetries: 2 });
  const { task, opt } = code ?? {
    task: join(directory, "task"),
    opt: join(directory, "opt"),
  };
  try {
    if (!code) {
      openDirectory(task);
      openDirectory(opt);
    }
    const host: Places = { task, opt, tmp: join(directory, "tmp") };
    const slot = await driver.open({
      places: host,
      limits,
      severalPrograms,
      ...(egress ? { egress } : {}),
    });
    const leave = async () => {
      await slot.release();
      await cleanUp();
    };
    return { host, slot, leave };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** At once: on the way of a cold start each turn over the thread pool would take longer than the call itself. */
function ownDirectory(workDir: string): string {
  const environments = join(workDir, "environments");
  mkdirSync(environments, { recursive: true });
  const directory = mkdtempSync(join(environments, "e-"));
  mkdirSync(join(directory, "tmp"), { mode: 0o700 });
  return directory;
}

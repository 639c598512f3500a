import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Places, Program } from "../drivers/driver.ts";

/** A program of /opt/extensions and the name that it registers under: its file's. */
export interface ExtensionProgram {
  readonly name: string;
  readonly program: Program;
}

/** Whether a directory that stands for /opt has external extensions. */
export function hasExtensions(opt: string): boolean {
  return existsSync(join(opt, "extensions"));
}

/** The external extensions of a function, by name: every file in /opt/extensions. */
export async function extensionPrograms(
  host: Places,
  seen: Places,
  program: Omit<Program, "command" | "args">,
): Promise<readonly ExtensionProgram[]> {
  if (!hasExtensions(host.opt)) return [];
  const entries = await readdir(join(host.opt, "extensions"), {
    withFileTypes: true,
  }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => ({
      name,
      program: {
        ...program,
        command: join(seen.opt, "extensions", name),
        args: [],
      },
    }));
}

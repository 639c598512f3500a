import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Places, Program } from "../drivers/driver.ts";

/** A program of /opt/extensions and the name that it registers under: its file's. */
export interface ExtensionProgram {
  readonly name: string;
  readonly program: Program;
}

/** The external extensions of a function, by name: every file in /opt/extensions. */
export async function extensionPrograms(
  host: Places,
  seen: Places,
  program: Omit<Program, "command" | "args">,
): Promise<readonly ExtensionProgram[]> {
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

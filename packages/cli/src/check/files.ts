import {
  closeSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  type Stats,
} from "node:fs";
import { extname, join, relative, sep } from "node:path";
import type { Problem } from "@gatehouse/guard";

/** A file that was named, or found in a directory that was. */
export interface FoundFile {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface Found {
  readonly files: readonly FoundFile[];
  readonly problems: readonly Problem[];
  /** Files that were named, but are not of this kind. */
  readonly ignored: readonly string[];
}

export const RULE_FILES = [".guard", ".ruleset"];
export const DATA_FILES = [".yaml", ".yml", ".json", ".jsn", ".template"];

/**
 * The files of some paths: directories are walked with all that is below them, by name; links to
 * directories are not followed. The order is that of the paths; in a directory by name, or the oldest
 * change first.
 */
export function findFiles(
  paths: readonly string[],
  extensions: readonly string[],
  { oldestFirst = false, named = "filtered" }: Finding = {},
): Found {
  const files: FoundFile[] = [];
  const problems: Problem[] = [];
  const ignored: string[] = [];
  for (const path of paths) {
    const stats = look(path, problems);
    if (!stats) continue;
    if (stats.isDirectory()) {
      const inside: FoundFile[] = [];
      walk(path, extensions, inside, problems);
      if (oldestFirst)
        inside.sort((one, other) => one.modified - other.modified);
      files.push(...inside);
    } else if (named === "all" || extensions.includes(extname(path)))
      files.push({ path, modified: stats.mtimeMs });
    else ignored.push(path);
  }
  return { files, problems, ignored };
}

interface Finding {
  readonly oldestFirst?: boolean;
  /** Whether files that are named themselves must have one of the extensions, too. */
  readonly named?: "all" | "filtered";
}

function walk(
  directory: string,
  extensions: readonly string[],
  files: FoundFile[],
  problems: Problem[],
): void {
  let entries;
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    problems.push({ file: shown(directory), message: reasonOf(error) });
    return;
  }
  entries.sort(({ name: a }, { name: b }) => (a < b ? -1 : a > b ? 1 : 0));
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) walk(path, extensions, files, problems);
    else if (extensions.includes(extname(path))) {
      const stats = look(path, problems);
      if (stats?.isFile()) files.push({ path, modified: stats.mtimeMs });
    }
  }
}

function look(path: string, problems: Problem[]): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    problems.push({ file: shown(path), message: reasonOf(error) });
    return undefined;
  }
}

/** More than any document or rule file may hold. */
const LARGEST = 32 * 1024 * 1024;

/** All bytes of a file, or of a pipe; never more than can be made use of. */
export function readBytes(
  path: string | 0,
): { readonly bytes: Uint8Array } | { readonly problem: Problem } {
  const file = path === 0 ? "STDIN" : shown(path);
  let descriptor: number | undefined;
  try {
    descriptor = path === 0 ? 0 : openSync(path, "r");
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(65_536);
      const count = readSync(descriptor, chunk, 0, chunk.length, null);
      if (count === 0) return { bytes: Buffer.concat(chunks) };
      chunks.push(chunk.subarray(0, count));
      size += count;
      if (size > LARGEST)
        return {
          problem: {
            file,
            message: `It holds more than ${LARGEST >> 20} MiB.`,
          },
        };
    }
  } catch (error) {
    return { problem: { file, message: reasonOf(error) } };
  } finally {
    if (path !== 0 && descriptor !== undefined) closeSync(descriptor);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "There is no such file or directory.",
  EACCES: "It may not be read.",
  EPERM: "It may not be read.",
  EISDIR: "It is a directory.",
  ELOOP: "Its links lead in circles.",
  EAGAIN: "There is nothing to read.",
};

function reasonOf(error: unknown): string {
  const code =
    error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? `It cannot be read: ${code || String(error)}.`;
}

/** A path as people see it: below the working directory, from there. */
export function shown(path: string): string {
  const near = relative(process.cwd(), path);
  const below = near !== "" && near !== ".." && !near.startsWith(`..${sep}`);
  return (below ? near : path).replaceAll(sep, "/");
}

import {
  type Dirent,
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";

/** Above so many files, linking takes longer than it saves. */
export const LINK_LIMIT = 2_000;
const PORTION = 200;

/**
 * Makes `to`, an empty directory, show the files of `from` by hard links: at once, whatever their size. False when
 * that is not possible (another file system, too many files); `to` is then of no use.
 */
export async function linkTree(from: string, to: string): Promise<boolean> {
  let seen = 0;
  const unseen = [""];
  for (let folder = unseen.pop(); folder !== undefined; folder = unseen.pop())
    for (const entry of readdirSync(join(from, folder), {
      withFileTypes: true,
    })) {
      if (++seen > LINK_LIMIT) return false;
      if (seen % PORTION === 0) await nextTurn();
      const path = join(folder, entry.name);
      if (entry.isDirectory()) unseen.push(path);
      if (!linkEntry(entry, join(from, path), join(to, path))) return false;
    }
  return true;
}

function linkEntry(entry: Dirent, from: string, to: string): boolean {
  try {
    if (entry.isDirectory()) openDirectory(to);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
    else linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}

/** Makes a directory that functions may read, whatever this process's umask. */
export function openDirectory(path: string): void {
  mkdirSync(path);
  chmodSync(path, 0o755);
}

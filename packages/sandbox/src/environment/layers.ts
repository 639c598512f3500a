import { createHash } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * The directory that stands for /opt: an empty one without layers, the layer itself when there is one, and otherwise
 * a merged copy under `workDir`, made once for each list, in which a later layer covers an earlier one.
 */
export async function optDirectory(
  workDir: string,
  layerDirs: readonly string[],
): Promise<string> {
  const [only] = layerDirs;
  if (only !== undefined && layerDirs.length === 1) return only;

  const opt = join(workDir, "opt");
  const name = createHash("sha256").update(layerDirs.join("\0")).digest("hex");
  const merged = join(opt, name.slice(0, 32));
  if (existsSync(merged)) return merged;

  await mkdir(opt, { recursive: true });
  const unfinished = await mkdtemp(join(opt, "merging-"));
  // Functions run as another user than this process.
  await chmod(unfinished, 0o755);
  for (const layer of layerDirs) await copyOver(layer, unfinished);
  await putInPlace(unfinished, merged);
  return merged;
}

async function copyOver(layer: string, target: string): Promise<void> {
  // The modes are the layer's own, also under a umask that would hide them from functions.
  await cp(layer, target, {
    recursive: true,
    force: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
  });
}

/** Renaming is atomic: of two that merge the same list, the second finds the first's and drops its own. */
async function putInPlace(unfinished: string, merged: string): Promise<void> {
  try {
    await rename(unfinished, merged);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(merged)) throw error;
  }
}

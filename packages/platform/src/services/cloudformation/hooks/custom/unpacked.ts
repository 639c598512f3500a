import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileSource, openZip, ZipRefused } from "@gatehouse/signing";
import type { Context, PlatformFacts } from "../../../../core/context.ts";
import type { BlobRef } from "../../../../store/blobs.ts";
import { HookTrouble } from "../stored-object.ts";

/** The unpacked code of one running platform's hooks; an earlier process's folders are not trusted. */
interface UnpackedHooks {
  readonly dir: string;
  readonly emptied: Promise<void>;
  readonly folders: Map<string, Promise<string>>;
}

const byPlatform = new WeakMap<PlatformFacts, UnpackedHooks>();

/** The folder of a hook's files, unpacked once. @throws HookTrouble */
export function unpackedHook(code: BlobRef, ctx: Context): Promise<string> {
  const hooks = hooksOf(ctx.platform);
  let folder = hooks.folders.get(code.sha256);
  if (!folder) {
    folder = unpack(code, hooks, ctx);
    hooks.folders.set(code.sha256, folder);
    folder.catch(() => hooks.folders.delete(code.sha256));
  }
  return folder;
}

function hooksOf(platform: PlatformFacts): UnpackedHooks {
  let hooks = byPlatform.get(platform);
  if (!hooks) {
    const dir = join(platform.dataDir, "hooks");
    const emptied = rm(dir, { recursive: true, force: true });
    byPlatform.set(platform, (hooks = { dir, emptied, folders: new Map() }));
  }
  return hooks;
}

async function unpack(
  code: BlobRef,
  { dir, emptied }: UnpackedHooks,
  ctx: Context,
): Promise<string> {
  await emptied;
  const folder = join(dir, code.sha256);
  const beside = join(dir, `unfinished-${randomUUID()}`);
  try {
    await mkdir(beside, { recursive: true, mode: 0o755 });
    await unpackInto(beside, ctx.blobs.path(code));
    await rename(beside, folder);
    return folder;
  } catch (error) {
    if (error instanceof ZipRefused)
      throw new HookTrouble("The hook's code cannot be unzipped");
    throw error;
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function unpackInto(folder: string, zip: string): Promise<void> {
  await using source = await fileSource(zip);
  const reading = await openZip(source);
  if (!reading.ok) throw new HookTrouble("The hook's code cannot be unzipped");
  const { archive } = reading;
  const window = archive.window();
  for (const entry of archive.entries) {
    const path = join(folder, entry.name);
    if (entry.kind === "symlink")
      throw new HookTrouble("The hook's code has symbolic links");
    await mkdir(entry.kind === "folder" ? path : dirname(path), {
      recursive: true,
      mode: 0o755,
    });
    if (entry.kind === "folder") continue;
    // Hooks run as another user than the one who unpacks.
    const mode = ((entry.permissions ?? 0o644) & 0o755) | 0o444;
    const file = await open(path, "wx", mode);
    try {
      await entry.lend(window, (chunk) => file.writeFile(chunk));
    } finally {
      await file.close();
    }
  }
}

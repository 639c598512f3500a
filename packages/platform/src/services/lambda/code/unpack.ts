import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  chmod,
  mkdir,
  open,
  rename,
  rm,
  stat,
  symlink,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import {
  ZipRefused,
  type SlidingWindow,
  type ZipArchive,
  type ZipEntry,
} from "@gatehouse/signing";
import type { PlatformFacts } from "../../../core/context.ts";
import { opened, unusable, withArchive } from "./archive.ts";

/**
 * The unpacked packages of one running platform, by their hash. Each is unpacked once, beside its place
 * and then renamed, from a blob whose hash is checked again: what runs is what was deployed. An earlier
 * process's folders are not trusted, therefore they go at the start.
 */
export class UnpackedCode {
  readonly #dir: string;
  readonly #emptied: Promise<void>;
  readonly #folders = new Map<string, Promise<string>>();

  constructor(dataDir: string) {
    this.#dir = join(dataDir, "code");
    this.#emptied = rm(this.#dir, { recursive: true, force: true });
  }

  /**
   * The folder of a package's files.
   * @param file where the package lies
   * @throws Fault InvalidParameterValueException for an archive that cannot be unpacked as it claims
   */
  folder(sha256: string, file: string): Promise<string> {
    let folder = this.#folders.get(sha256);
    if (!folder) {
      folder = this.#unpack(sha256, file);
      this.#folders.set(sha256, folder);
      folder.catch(() => this.#folders.delete(sha256));
    }
    return folder;
  }

  async #unpack(sha256: string, file: string): Promise<string> {
    await this.#emptied;
    await checkHash(file, sha256);
    const folder = join(this.#dir, sha256);
    const beside = join(this.#dir, `unfinished-${randomUUID()}`);
    try {
      await withArchive(file, (reading) => unpack(opened(reading), beside));
      await rename(beside, folder).catch(async (error: unknown) => {
        if (!(await exists(folder))) throw error;
      });
      return folder;
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
  }
}

// A server that keeps its files to itself still unpacks for others: functions run as users of their own.
const UMASK_HIDES = (process.umask() & 0o055) !== 0;

/** The unpacked packages of a platform; nothing is emptied or made before the first is asked for. */
export function unpackedCode(platform: PlatformFacts): UnpackedCode {
  let code = byPlatform.get(platform);
  if (!code)
    byPlatform.set(platform, (code = new UnpackedCode(platform.dataDir)));
  return code;
}

const byPlatform = new WeakMap<PlatformFacts, UnpackedCode>();

/** Reads every entry to its end, so that one that is not as declared is found. */
export async function readThrough(archive: ZipArchive): Promise<void> {
  await refusing(async () => {
    const window = archive.window();
    for (const entry of archive.entries)
      await entry.lend(window, () => undefined);
  });
}

async function unpack(archive: ZipArchive, folder: string): Promise<void> {
  const made = new Set<string>();
  await makeFolder(folder, made);
  // Links come last: nothing can be written through them.
  const links = archive.entries.filter(({ kind }) => kind === "symlink");
  const others = archive.entries.filter(({ kind }) => kind !== "symlink");
  await refusing(async () => {
    const window = archive.window();
    for (const entry of others) await place(entry, window, folder, made);
    for (const entry of links) await link(entry, folder, made);
  });
}

async function place(
  entry: ZipEntry,
  window: SlidingWindow,
  folder: string,
  made: Set<string>,
): Promise<void> {
  const path = join(folder, entry.name);
  if (entry.kind === "folder") return makeFolder(path, made);
  await makeFolder(dirname(path), made);
  // Lambda's functions run as another user than the one who unpacks.
  const mode = ((entry.permissions ?? 0o644) & 0o755) | 0o444;
  const file = await open(path, "wx", mode);
  try {
    if (UMASK_HIDES) await file.chmod(mode);
    await entry.lend(window, (chunk) => file.writeFile(chunk));
  } finally {
    await file.close();
  }
}

async function link(
  entry: ZipEntry,
  folder: string,
  made: Set<string>,
): Promise<void> {
  const parts: Uint8Array[] = [];
  for await (const chunk of entry.stream()) parts.push(chunk);
  const path = join(folder, entry.name);
  await makeFolder(dirname(path), made);
  await symlink(Buffer.concat(parts).toString(), path);
}

/** The folder with those above it, up to what was there before: all open to the function, whatever the umask. */
async function makeFolder(path: string, made: Set<string>): Promise<void> {
  if (made.has(path)) return;
  const first = await mkdir(path, { recursive: true, mode: 0o755 });
  made.add(path);
  if (!UMASK_HIDES || first === undefined) return;
  for (let at = path; at.length >= first.length; at = dirname(at))
    await chmod(at, 0o755);
}

/** Entries that lie about themselves, or of which one is the other's folder, make the archive unusable. */
async function refusing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ZipRefused) throw unusable(error);
    if (isNameClash(error)) throw unusable({ code: "name-collision" });
    throw error;
  }
}

function isNameClash(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "EEXIST" || code === "ENOTDIR" || code === "EISDIR";
}

async function checkHash(file: string, sha256: string): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  if (hash.digest("hex") !== sha256)
    throw new Error(`The package ${sha256} was changed on disk.`);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { ZipArchive, ZipEntry } from "./zip/open.ts";
import { signatureName } from "./zip/names.ts";
import { asRefusal, type ZipRefusal } from "./zip/refusal.ts";

/** How many bytes are hashed between two turns of the event loop. */
const bytesPerTurn = 4 * 1024 * 1024;

/** What identifies a package's contents; every value is a SHA-384 or SHA-256 of 48 or 32 bytes. */
export type PackageDigest = {
  /**
   * AWS Signer's detached content: SHA-384 over name and body of every entry in archive order, folders included,
   * the signature file excluded. Captured signatures show it; AWS does not document it.
   */
  readonly content: Uint8Array;
  /**
   * SHA-384 over each entry's kind, name length, name and body length. AWS's digest runs names and bodies together,
   * so `{"z": "evil.py…"}` and `{"z": "", "evil.py": "…"}` share one. With the boundaries fixed here and the
   * concatenation fixed there, every name and body is fixed, and no body is hashed twice. Neither covers times,
   * permissions or compression, so a recompressed package still verifies, as with AWS.
   */
  readonly framing: Uint8Array;
  /** Each entry's own SHA-256, when asked for. */
  readonly files: readonly FileDigest[];
};

/** One entry's name and the SHA-256 of its body (what `sha256sum` prints). */
export type FileDigest = { readonly name: string; readonly sha256: Uint8Array };

/**
 * Reads every entry once, verifying sizes and checksums, and digests the package as AWS Signer does, plus framing.
 * `appended` names empty folders that are counted after the last entry, as signing adds them.
 */
export async function digestPackage(
  archive: ZipArchive,
  options: {
    readonly perFile?: boolean;
    readonly appended?: readonly string[];
  } = {},
): Promise<({ readonly ok: true } & PackageDigest) | ZipRefusal> {
  const content = createHash("sha384");
  const framing = createHash("sha384");
  const files: FileDigest[] = [];
  const window = archive.window();
  let untilTurn = bytesPerTurn;
  try {
    for (const entry of signedEntries(archive)) {
      const { rawName } = entry;
      framing.update(frame(entry.kind, rawName, entry.size));
      content.update(rawName);
      const own = options.perFile ? createHash("sha256") : undefined;
      await entry.lend(window, (chunk) => {
        content.update(chunk);
        own?.update(chunk);
        untilTurn -= chunk.length;
        if (untilTurn > 0) return undefined;
        untilTurn = bytesPerTurn;
        return setImmediate();
      });
      if (own) files.push({ name: entry.name, sha256: own.digest() });
    }
  } catch (error) {
    return asRefusal(error);
  }
  for (const name of options.appended ?? []) {
    const rawName = Buffer.from(name);
    framing.update(frame("folder", rawName, 0));
    content.update(rawName);
    if (options.perFile)
      files.push({ name, sha256: createHash("sha256").digest() });
  }
  return {
    ok: true,
    content: content.digest(),
    framing: framing.digest(),
    files,
  };
}

/** The entries that a signature covers: all but the signature itself. */
export function signedEntries(archive: ZipArchive): readonly ZipEntry[] {
  return archive.entries.filter(({ name }) => name !== signatureName);
}

const kindBytes = { file: 0, folder: 1, symlink: 2 } as const;

/** One entry's frame: kind (1 byte), name length (4, big-endian), name, body length (8, big-endian). */
function frame(
  kind: ZipEntry["kind"],
  rawName: Uint8Array,
  size: number,
): Uint8Array {
  const bytes = Buffer.alloc(13 + rawName.length);
  bytes.writeUInt8(kindBytes[kind], 0);
  bytes.writeUInt32BE(rawName.length, 1);
  bytes.set(rawName, 5);
  bytes.writeBigUInt64BE(BigInt(size), 5 + rawName.length);
  return bytes;
}

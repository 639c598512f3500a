import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { FileDigest } from "./digest.ts";

/** The list's largest packed form, in bytes: about four thousand files. Above it a signature carries none. */
const packedLimit = 192 * 1024;
const unpackedLimit = 4 * 1024 * 1024;

/**
 * The files of a package as `sha256sum` prints them, deflated; a signed attribute carries it so that a verifier can
 * name the files that changed. It decides nothing: the digest does. Undefined when the package has too many files.
 */
export function packFileList(
  files: readonly FileDigest[],
): Uint8Array | undefined {
  const lines = files.map(
    ({ name, sha256 }) => `${Buffer.from(sha256).toString("hex")}  ${name}\n`,
  );
  const text = Buffer.from(lines.join(""));
  if (text.length > unpackedLimit) return undefined;
  const packed = deflateRawSync(text, { level: 9 });
  return packed.length <= packedLimit ? packed : undefined;
}

/** The list again, or undefined when it is no such list. */
export function unpackFileList(packed: Uint8Array): FileDigest[] | undefined {
  let text: string;
  try {
    text = inflateRawSync(packed, {
      maxOutputLength: unpackedLimit,
    }).toString();
  } catch {
    return undefined;
  }
  const files: FileDigest[] = [];
  for (const line of text.split("\n").slice(0, -1)) {
    const match = /^([0-9a-f]{64}) {2}(.+)$/u.exec(line);
    if (!match?.[1] || !match[2]) return undefined;
    files.push({ name: match[2], sha256: Buffer.from(match[1], "hex") });
  }
  return files;
}

/** One difference between the signed list and the package at hand; hashes are SHA-256 in hex. */
export type FileDifference = {
  readonly file: string;
  readonly change: "changed" | "added" | "removed" | "moved";
  readonly expected?: string;
  readonly actual?: string;
};

/** What changed since signing: changed, added and removed files, or failing those the first one out of place. */
export function compareFiles(
  signed: readonly FileDigest[],
  actual: readonly FileDigest[],
): FileDifference[] {
  const now = new Map(actual.map(({ name, sha256 }) => [name, hex(sha256)]));
  const then = new Map(signed.map(({ name, sha256 }) => [name, hex(sha256)]));
  const differences: FileDifference[] = [];
  for (const [file, expected] of then) {
    const found = now.get(file);
    if (found === undefined)
      differences.push({ file, change: "removed", expected });
    else if (found !== expected)
      differences.push({ file, change: "changed", expected, actual: found });
  }
  for (const [file, found] of now)
    if (!then.has(file))
      differences.push({ file, change: "added", actual: found });
  if (differences.length > 0) return differences;
  const misplaced = actual.find(({ name }, at) => signed[at]?.name !== name);
  return misplaced ? [{ file: misplaced.name, change: "moved" }] : [];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

import { randomBytes } from "node:crypto";
import { invalidArgument } from "./faults.ts";

/** The version of keys that were written while versioning was not enabled. */
export const NULL_VERSION = "null";

/** 32 characters: eight bytes of the version's place, and chance so that nobody guesses ids. */
export function newVersionId(sequence: number): string {
  const bytes = Buffer.alloc(24);
  bytes.writeBigUInt64BE(BigInt(sequence));
  randomBytes(16).copy(bytes, 8);
  return bytes.toString("base64url");
}

/** The place in a version's id. @throws Fault InvalidArgument for a text that is none */
export function sequenceOf(versionId: string): number {
  const bytes = Buffer.from(versionId, "base64url");
  const sequence =
    bytes.byteLength === 24 && bytes.toString("base64url") === versionId
      ? Number(bytes.readBigUInt64BE())
      : NaN;
  if (!Number.isSafeInteger(sequence))
    throw invalidArgument(
      "Invalid version id specified",
      "versionId",
      versionId,
    );
  return sequence;
}

import { createHash } from "node:crypto";
import type { StoredAttribute } from "../tables.ts";

/** The MD5 of a message's body, in hexadecimal. */
export const bodyDigest = (body: string): string =>
  createHash("md5").update(body).digest("hex");

/**
 * The MD5 of message attributes, by which clients check what was taken in (SQS developer guide, "Calculating the MD5
 * message digest for message attributes"): names in order, each of name, type and value with its length before it.
 */
export function attributesDigest(
  attributes: Readonly<Record<string, StoredAttribute>>,
): string {
  const hash = createHash("md5");
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    hash.update(length).update(bytes);
  };
  for (const name of Object.keys(attributes).toSorted(byUtf8)) {
    const { type, value } = attributes[name]!;
    const binary = type.startsWith("Binary");
    add(Buffer.from(name));
    add(Buffer.from(type));
    hash.update(Buffer.from([binary ? 2 : 1]));
    add(Buffer.from(value, binary ? "base64" : "utf8"));
  }
  return hash.digest("hex");
}

const byUtf8 = (a: string, b: string): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));

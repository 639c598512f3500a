import { isUtf8 } from "node:buffer";

/** The text that the bytes spell, without copying them first; undefined unless they are valid UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    "utf8",
  );
}

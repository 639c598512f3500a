import { openZip } from "../zip/open.ts";
import type { ZipLimits } from "../zip/limits.ts";
import { asRefusal, type ZipCode } from "../zip/refusal.ts";
import { bufferSource } from "../zip/source.ts";

/** Every entry's name with its contents as text, or the code of the refusal, while opening or while reading. */
export async function readAll(
  bytes: Uint8Array,
  limits?: ZipLimits,
): Promise<Record<string, string> | ZipCode> {
  const reading = await openZip(bufferSource(bytes), limits);
  if (!reading.ok) return reading.code;
  const contents = new Map<string, string>();
  try {
    for (const entry of reading.archive.entries) {
      const chunks = await Array.fromAsync(entry.stream());
      contents.set(entry.name, Buffer.concat(chunks).toString());
    }
  } catch (error) {
    return asRefusal(error).code;
  }
  return Object.fromEntries(contents);
}

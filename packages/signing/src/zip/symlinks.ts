import { readContents } from "./contents.ts";
import type { LocatedRecord } from "./local-headers.ts";
import { refuse } from "./refusal.ts";
import type { ZipSource } from "./source.ts";

const longestTarget = 4_096;

/** Refuses symlinks that could lead out of the package, whichever other symlinks they pass through. */
export async function refuseEscapingSymlinks(
  source: ZipSource,
  records: readonly LocatedRecord[],
): Promise<void> {
  for (const located of records) {
    const { record } = located;
    if (record.kind !== "symlink") continue;
    if (record.uncompressedSize > longestTarget)
      refuse(
        "escaping-symlink",
        `The symlink ${JSON.stringify(record.name)} has a target of ${record.uncompressedSize} bytes.`,
        record.name,
      );
    const chunks: Uint8Array[] = [];
    for await (const chunk of readContents(source, located)) chunks.push(chunk);
    const target = Buffer.concat(chunks).toString("latin1");
    if (!staysInside(record.name, target))
      refuse(
        "escaping-symlink",
        `The symlink ${JSON.stringify(record.name)} points at ${JSON.stringify(target)}, which may lie outside the package.`,
        record.name,
      );
  }
}

/**
 * Whether a target stays below the root. `..` may only lead, because after a name it would climb out of wherever
 * another symlink has led; and leading ones may not climb higher than the link's own folder is deep.
 */
export function staysInside(name: string, target: string): boolean {
  if (target === "" || target.startsWith("/") || /[\\\0]/.test(target))
    return false;
  const parts = target.split("/").filter((part) => part !== "" && part !== ".");
  const climbs = parts.findIndex((part) => part !== "..");
  const leading = climbs === -1 ? parts.length : climbs;
  const depth = name.split("/").length - 1;
  return leading <= depth && !parts.slice(leading).includes("..");
}

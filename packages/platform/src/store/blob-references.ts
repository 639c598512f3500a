import type { BlobRef } from "./blobs.ts";
import { encodeKey, prefixRange } from "./key.ts";
import type { Store } from "./store.ts";

/**
 * Which rows keep which blobs: one row for each pair, written with the unit that writes the row itself.
 * A table that is not loaded is thereby known to the sweep as well as one that is.
 */
export const REFERENCES = "core.blob-references";

/** The key under which a row (its table's name and its whole key) says that it holds a blob. */
export function referenceKey(
  { sha256 }: Pick<BlobRef, "sha256">,
  table: string,
  key: string,
): string {
  return encodeKey([sha256, table, key]);
}

/** Whether any row of any table holds the blob. */
export async function isReferenced(
  store: Store,
  { sha256 }: Pick<BlobRef, "sha256">,
): Promise<boolean> {
  const range = { ...prefixRange([sha256]), limit: 1 };
  const { rows } = await store.scan(REFERENCES, range);
  return rows.length > 0;
}

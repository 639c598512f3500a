import type { Context } from "../../../core/context.ts";
import { parts } from "../tables.ts";

/**
 * Removes the parts of an upload that is over. Complete and abort leave this to an event: they would
 * have to scan the parts' table, and thereby conflict with every part that arrives for another upload.
 */
export async function dropParts(
  { uploadId }: { uploadId: string },
  ctx: Context,
): Promise<void> {
  const { rows } = await ctx.table(parts).list({ prefix: [uploadId] });
  for (const { partNumber } of rows)
    await ctx.table(parts).delete(uploadId, partNumber);
}

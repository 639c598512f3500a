import type { Context } from "../../core/context.ts";
import type { Tags } from "../../core/identity/tables.ts";
import { objectOf } from "./find-object.ts";
import type { Bucket, ObjectVersion } from "./tables.ts";
import { rewriteVersion } from "./versions.ts";

/** Replaces an object's tags; that makes no new version. */
export async function retag(
  ctx: Context,
  bucket: Bucket,
  {
    Key,
    VersionId,
  }: { readonly Key: string; readonly VersionId?: string | undefined },
  tags: Tags,
): Promise<ObjectVersion> {
  const version = await objectOf(ctx, bucket, Key, VersionId);
  const tagged = { ...version, content: { ...version.content, tags } };
  await rewriteVersion(ctx, tagged);
  return tagged;
}

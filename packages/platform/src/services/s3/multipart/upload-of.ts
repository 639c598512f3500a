import type { NeedsContext } from "../../../core/context.ts";
import { noSuchUpload } from "../faults.ts";
import { uploads, type Upload } from "../tables.ts";

/** What operations on a multipart upload are given. */
export interface OnUpload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

/** The upload that a request is about. @throws Fault NoSuchUpload */
export async function uploadOf(
  { Bucket, Key, UploadId }: OnUpload,
  ctx: Pick<NeedsContext, "table">,
): Promise<Upload> {
  const upload = await ctx.table(uploads).get(Bucket, Key, UploadId);
  if (!upload) throw noSuchUpload(UploadId);
  return upload;
}

import type { Context, NeedsContext } from "../../core/context.ts";
import { allow, type Need } from "../../core/operation.ts";
import { bucketOf } from "./bucket.ts";
import { readVerdict } from "./conditions.ts";
import { invalidArgument, preconditionFailed } from "./faults.ts";
import { objectOf } from "./find-object.ts";
import { existingKeys } from "./on-object.ts";
import { objectArn, type Bucket, type ObjectVersion } from "./tables.ts";
import { objectTagKeys } from "./request-keys.ts";
import { versionOf } from "./versions.ts";

/** The members with which CopyObject and UploadPartCopy name what they copy. */
export interface NamesSource {
  readonly CopySource: string;
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
  readonly ExpectedSourceBucketOwner?: string | undefined;
}

/** The need to read what is copied. */
export async function readingSource(
  input: NamesSource,
  ctx: NeedsContext,
): Promise<Need> {
  const { bucket, key, versionId } = await located(input, ctx);
  return allow(
    versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion",
    objectArn(bucket.name, key),
    await existingKeys(ctx, bucket, key, versionId),
  );
}

/** Tags that go along with a copy are read from the source and put on the target: both must be allowed. */
export async function copyingTags(
  input: NamesSource & { readonly Bucket: string; readonly Key: string },
  ctx: NeedsContext,
): Promise<readonly Need[]> {
  const { bucket, key, versionId } = await located(input, ctx);
  const version = await versionOf(ctx, bucket.name, key, versionId);
  const tags = version?.content?.tags ?? {};
  if (Object.keys(tags).length === 0) return [];
  const action =
    versionId === undefined
      ? "s3:GetObjectTagging"
      : "s3:GetObjectVersionTagging";
  return [
    allow(
      action,
      objectArn(bucket.name, key),
      await existingKeys(ctx, bucket, key, versionId),
    ),
    allow("s3:PutObjectTagging", objectArn(input.Bucket, input.Key), {
      ...objectTagKeys(tags),
    }),
  ];
}

/** The object to copy, held to the request's conditions; unlike a read, "not modified" refuses the copy. */
export async function sourceOf(
  input: NamesSource,
  ctx: Context,
): Promise<ObjectVersion & { readonly versioned: boolean }> {
  const { bucket, key, versionId } = await located(input, ctx);
  const version = await objectOf(ctx, bucket, key, versionId);
  const verdict = readVerdict(
    {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    },
    version,
  );
  if (verdict === "not modified")
    throw preconditionFailed("x-amz-copy-source-If-None-Match");
  return { ...version, versioned: bucket.versioning !== undefined };
}

async function located(
  { CopySource, ExpectedSourceBucketOwner }: NamesSource,
  ctx: NeedsContext,
): Promise<{ bucket: Bucket; key: string; versionId: string | undefined }> {
  const { name, key, versionId } = parsed(CopySource);
  const bucket = await bucketOf(
    { Bucket: name, ExpectedBucketOwner: ExpectedSourceBucketOwner },
    ctx,
  );
  return { bucket, key, versionId };
}

/** `bucket/key` or `/bucket/key`, percent-encoded, with `?versionId=` behind it. */
function parsed(source: string): {
  name: string;
  key: string;
  versionId: string | undefined;
} {
  const [, path = "", version] =
    /^\/?(.*?)(?:\?versionId=([^&]*))?$/s.exec(source) ?? [];
  const [, name = "", key = ""] = /^([^/]+)\/(.+)$/s.exec(decoded(path)) ?? [];
  if (key === "")
    throw invalidArgument(
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      "x-amz-copy-source",
      source,
    );
  return { name, key, versionId: version };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

import type { NeedsContext } from "../../core/context.ts";
import { allow, type Need } from "../../core/operation.ts";
import { bucketOf, ownerKey, type OnBucket } from "./bucket.ts";
import type { Describes } from "./describe.ts";
import { describesKeys } from "./request-keys.ts";
import { objectArn, type Bucket } from "./tables.ts";
import { tagKeys, tagsInHeader } from "./tags.ts";
import { versionOf } from "./versions.ts";

/** What operations on an object are given. */
export interface OnObject extends OnBucket {
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

/**
 * The need of an operation on an existing object: one action for the newest version, another where a
 * version is named.
 */
export function onObject(
  action: string,
  versionAction: string,
): (input: OnObject, ctx: NeedsContext) => Promise<readonly Need[]> {
  return async (input, ctx) => {
    const bucket = await bucketOf(input, ctx);
    const { Key: key, VersionId: versionId } = input;
    return [
      allow(
        versionId === undefined ? action : versionAction,
        objectArn(bucket.name, key),
        await existingKeys(ctx, bucket, key, versionId),
      ),
    ];
  };
}

/** Condition keys that tell of the object as it is. */
export async function existingKeys(
  ctx: NeedsContext,
  bucket: Bucket,
  key: string,
  versionId?: string,
): Promise<Record<string, string | undefined>> {
  const version = await versionOf(ctx, bucket.name, key, versionId);
  return {
    ...ownerKey(bucket),
    "s3:VersionId": versionId,
    ...tagKeys("s3:ExistingObjectTag", version?.content?.tags ?? {}),
  };
}

/** The needs of making an object: to put it, and to give it tags and an access list where the request does. */
export function creating(
  input: OnObject & Describes,
  bucket: Bucket,
  more: Record<string, string | undefined> = {},
): readonly Need[] {
  const resource = objectArn(bucket.name, input.Key);
  const tags = tagsInHeader(input.Tagging);
  const keys = {
    ...ownerKey(bucket),
    ...describesKeys(input),
    ...tagKeys("s3:RequestObjectTag", tags),
    "s3:RequestObjectTagKeys": Object.keys(tags),
    ...more,
  };
  return [
    allow("s3:PutObject", resource, keys),
    ...(Object.keys(tags).length > 0
      ? [allow("s3:PutObjectTagging", resource, keys)]
      : []),
    ...(input.ACL === undefined
      ? []
      : [allow("s3:PutObjectAcl", resource, keys)]),
  ];
}

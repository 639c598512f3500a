import type { NeedsContext } from "../../core/context.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { bucketOf, bucketKeys, type OnBucket } from "./bucket.ts";
import type { Describes } from "./describe.ts";
import type { Deletes } from "./delete-object.ts";
import { describesKeys, grantKeys, objectTagKeys } from "./request-keys.ts";
import { objectArn, type Bucket } from "./tables.ts";
import { tagsInHeader } from "./tags.ts";
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
    ...bucketKeys(bucket),
    "s3:VersionId": versionId,
    ...resourceTagKeys(version?.content?.tags, "s3:ExistingObjectTag"),
  };
}

/** Condition keys of a deletion: tags of what goes have no say in it. */
export function deletionKeys(
  bucket: Bucket,
  { VersionId, IfMatch }: Pick<Deletes, "VersionId" | "IfMatch">,
): NonNullable<Need["keys"]> {
  return {
    ...bucketKeys(bucket),
    ...(VersionId === undefined
      ? { "s3:if-match": IfMatch }
      : { "s3:VersionId": VersionId }),
  };
}

/** The needs of making an object: to put it, and to give it tags and an access list where the request does. */
export function creating(
  input: OnObject & Describes,
  bucket: Bucket,
  more: Record<string, string | undefined> = {},
): readonly Need[] {
  const resource = objectArn(bucket.name, input.Key);
  const owner = bucketKeys(bucket);
  const tags = objectTagKeys(tagsInHeader(input.Tagging));
  const grants = grantKeys(input);
  const tagging = (tags["s3:RequestObjectTagKeys"]?.length ?? 0) > 0;
  const granting = Object.values(grants).some((value) => value !== undefined);
  return [
    allow("s3:PutObject", resource, {
      ...owner,
      ...describesKeys(input),
      ...tags,
      "s3:ObjectCreationOperation": "true",
      ...more,
    }),
    ...(tagging
      ? [allow("s3:PutObjectTagging", resource, { ...owner, ...tags })]
      : []),
    ...(granting
      ? [
          allow("s3:PutObjectAcl", resource, {
            ...owner,
            ...grants,
            "s3:x-amz-storage-class": input.StorageClass,
          }),
        ]
      : []),
  ];
}

/**
 * The parts of a multipart upload make no object yet; policies that insist on conditional writes leave them
 * out by this key (S3 user guide, "Enforce conditional writes").
 */
export const MAKES_A_PART = { "s3:ObjectCreationOperation": "false" };

import type { _Object, CommonPrefix } from "@aws-sdk/client-s3";
import { quoted } from "../answer-object.ts";
import { bucketOf, bucketKeys, type OnBucket } from "../bucket.ts";
import { canonicalUserId } from "../owner.ts";
import { allow, type Need } from "../../../core/operation.ts";
import type { NeedsContext } from "../../../core/context.ts";
import { bucketArn, type Bucket, type ObjectVersion } from "../tables.ts";
import type { Encode } from "./encoding.ts";

/** What every listing of a bucket's keys may be given. */
export interface ListsKeys extends OnBucket {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}

/** The need to list keys, with the keys that policies bound listings by. */
export function listing(
  action: string,
): (input: ListsKeys, ctx: NeedsContext) => Promise<readonly Need[]> {
  return async (input, ctx) => {
    const bucket = await bucketOf(input, ctx);
    const { Prefix, Delimiter, MaxKeys } = input;
    return [
      allow(action, bucketArn(bucket.name), {
        ...bucketKeys(bucket),
        "s3:prefix": Prefix,
        "s3:delimiter": Delimiter,
        "s3:max-keys": MaxKeys === undefined ? undefined : String(MaxKeys),
      }),
    ];
  };
}

/** An object as ListObjects and ListObjectsV2 show it. */
export function listedObject(
  { key, modifiedAt, content }: ObjectVersion,
  bucket: Bucket,
  encode: Encode,
  withOwner: boolean,
): _Object {
  return {
    Key: encode(key),
    LastModified: new Date(modifiedAt),
    ETag: quoted(content.eTag),
    ChecksumAlgorithm: [content.checksum.algorithm],
    ChecksumType: content.checksum.type,
    Size: content.size,
    StorageClass: content.storageClass as _Object["StorageClass"],
    ...(withOwner ? { Owner: { ID: canonicalUserId(bucket.accountId) } } : {}),
  };
}

/** Common prefixes as listings show them. */
export function listedPrefixes(
  prefixes: readonly string[],
  encode: Encode,
): CommonPrefix[] {
  return prefixes.map((prefix) => ({ Prefix: encode(prefix) }));
}

import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf } from "../bucket.ts";
import { isObject } from "../find-object.ts";
import { invalidArgument } from "../faults.ts";
import { encodingOf, pageLength, type Encode } from "../list/encoding.ts";
import { listedObject, listedPrefixes, listing } from "../list/listed.ts";
import {
  pageOfVersions,
  type ListedVersion,
} from "../list/page-of-versions.ts";
import { canonicalUserId } from "../owner.ts";
import type { Bucket } from "../tables.ts";

export const ListObjectVersions = operation(ListObjectVersionsCommand, {
  needs: listing("s3:ListBucketVersions"),
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    const { Prefix = "", Delimiter = "", EncodingType } = input;
    const { KeyMarker = "", VersionIdMarker } = input;
    if (VersionIdMarker !== undefined && KeyMarker === "")
      throw invalidArgument(
        "A version-id marker cannot be specified without a key marker.",
        "version-id-marker",
        VersionIdMarker,
      );
    const encode = encodingOf(EncodingType);
    const MaxKeys = pageLength(input.MaxKeys, "max-keys");
    const { versions, prefixes, last } = await pageOfVersions(
      ctx,
      bucket,
      { prefix: Prefix, delimiter: Delimiter, limit: MaxKeys },
      { key: KeyMarker, versionId: VersionIdMarker },
    );
    const isMarker = ({ version }: ListedVersion): boolean =>
      !isObject(version);
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      KeyMarker: encode(KeyMarker),
      VersionIdMarker: VersionIdMarker ?? "",
      ...(last === undefined
        ? {}
        : {
            NextKeyMarker: encode(last.key),
            ...(last.versionId === undefined
              ? {}
              : { NextVersionIdMarker: last.versionId }),
          }),
      ...(Delimiter === "" ? {} : { Delimiter: encode(Delimiter) }),
      MaxKeys,
      IsTruncated: last !== undefined,
      ...(EncodingType === undefined ? {} : { EncodingType }),
      Versions: versions.flatMap((listed) =>
        listedVersion(listed, bucket, encode),
      ),
      DeleteMarkers: versions.filter(isMarker).map(({ version, isLatest }) => ({
        Key: encode(version.key),
        VersionId: version.versionId,
        IsLatest: isLatest,
        LastModified: new Date(version.modifiedAt),
        Owner: { ID: canonicalUserId(bucket.accountId) },
      })),
      CommonPrefixes: listedPrefixes(prefixes, encode),
    };
  },
});

function listedVersion(
  { version, isLatest }: ListedVersion,
  bucket: Bucket,
  encode: Encode,
) {
  if (!isObject(version)) return [];
  const { StorageClass: _wider, ...object } = listedObject(
    version,
    bucket,
    encode,
    true,
  );
  return [
    {
      ...object,
      StorageClass: version.content.storageClass as "STANDARD",
      VersionId: version.versionId,
      IsLatest: isLatest,
    },
  ];
}

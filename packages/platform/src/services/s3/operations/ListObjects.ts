import { ListObjectsCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf } from "../bucket.ts";
import { encodingOf, pageLength } from "../list/encoding.ts";
import { listedObject, listedPrefixes, listing } from "../list/listed.ts";
import { pageOfObjects } from "../list/page-of-keys.ts";

export const ListObjects = operation(ListObjectsCommand, {
  needs: listing("s3:ListBucket"),
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    const { Prefix = "", Delimiter = "", Marker = "", EncodingType } = input;
    const encode = encodingOf(EncodingType);
    const MaxKeys = pageLength(input.MaxKeys, "max-keys");
    const { rows, prefixes, last } = await pageOfObjects(ctx, {
      bucket: bucket.name,
      prefix: Prefix,
      delimiter: Delimiter,
      after: Marker,
      limit: MaxKeys,
    });
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      Marker: encode(Marker),
      ...(Delimiter === "" ? {} : { Delimiter: encode(Delimiter) }),
      // Without a delimiter a client goes on from the last key it was given.
      ...(Delimiter === "" || last === undefined
        ? {}
        : { NextMarker: encode(last) }),
      MaxKeys,
      IsTruncated: last !== undefined,
      ...(EncodingType === undefined ? {} : { EncodingType }),
      Contents: rows.map((row) => listedObject(row, bucket, encode, true)),
      CommonPrefixes: listedPrefixes(prefixes, encode),
    };
  },
});

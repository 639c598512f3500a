import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { readToken, writeToken } from "../../../core/page.ts";
import { bucketOf } from "../bucket.ts";
import { invalidArgument } from "../faults.ts";
import { encodingOf, pageLength } from "../list/encoding.ts";
import { listedObject, listedPrefixes, listing } from "../list/listed.ts";
import { pageOfObjects } from "../list/page-of-keys.ts";

export const ListObjectsV2 = operation(ListObjectsV2Command, {
  needs: listing("s3:ListBucket"),
  audit: { category: "Data", eventName: "ListObjects" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    const { Prefix = "", Delimiter = "", EncodingType } = input;
    const { StartAfter, ContinuationToken: token } = input;
    const encode = encodingOf(EncodingType);
    const MaxKeys = pageLength(input.MaxKeys, "max-keys");
    const { rows, prefixes, last } = await pageOfObjects(ctx, {
      bucket: bucket.name,
      prefix: Prefix,
      delimiter: Delimiter,
      after: token === undefined ? (StartAfter ?? "") : positionOf(token),
      limit: MaxKeys,
    });
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      ...(Delimiter === "" ? {} : { Delimiter: encode(Delimiter) }),
      ...(StartAfter === undefined ? {} : { StartAfter: encode(StartAfter) }),
      ...(token === undefined ? {} : { ContinuationToken: token }),
      ...(last === undefined
        ? {}
        : { NextContinuationToken: writeToken(last) }),
      KeyCount: rows.length + prefixes.length,
      MaxKeys,
      IsTruncated: last !== undefined,
      ...(EncodingType === undefined ? {} : { EncodingType }),
      Contents: rows.map((row) =>
        listedObject(row, bucket, encode, input.FetchOwner ?? false),
      ),
      CommonPrefixes: listedPrefixes(prefixes, encode),
    };
  },
});

function positionOf(token: string): string {
  return readToken(token, () =>
    invalidArgument(
      "The continuation token provided is incorrect",
      "continuation-token",
      token,
    ),
  );
}

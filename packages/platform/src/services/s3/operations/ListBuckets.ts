import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { ownerKey } from "../bucket.ts";
import { invalidArgument } from "../faults.ts";
import { canonicalUserId } from "../owner.ts";
import { bucketArn, buckets } from "../tables.ts";

const MOST = 10_000;

export const ListBuckets = operation(ListBucketsCommand, {
  needs: (_input, ctx) => [allow("s3:ListAllMyBuckets", "*", ownerKey(ctx))],

  async handle({ MaxBuckets, ContinuationToken, Prefix, BucketRegion }, ctx) {
    const { rows, nextToken } = await page(
      ctx.table(buckets),
      {
        index: "byAccount",
        prefix: [ctx.accountId],
        limit: MaxBuckets ?? MOST,
        ...(Prefix === undefined ? {} : { startsWith: Prefix }),
      },
      ContinuationToken,
      () =>
        invalidArgument(
          "The continuation token provided is incorrect",
          "continuation-token",
          ContinuationToken,
        ),
    );
    return {
      Buckets: rows
        .filter(({ region }) => (BucketRegion ?? region) === region)
        .map(({ name, createdAt, region }) => ({
          Name: name,
          CreationDate: new Date(createdAt),
          BucketRegion: region,
          BucketArn: bucketArn(name),
        })),
      Owner: { ID: canonicalUserId(ctx.accountId) },
      ...(Prefix === undefined ? {} : { Prefix }),
      ...(nextToken === undefined ? {} : { ContinuationToken: nextToken }),
    };
  },
});

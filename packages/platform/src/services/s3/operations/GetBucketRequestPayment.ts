import { GetBucketRequestPaymentCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

/** The owner pays, as for every bucket that nobody configured otherwise. */
export const GetBucketRequestPayment = operation(
  GetBucketRequestPaymentCommand,
  {
    needs: onBucket("s3:GetBucketRequestPayment"),

    async handle(input, ctx) {
      await bucketOf(input, ctx);
      return { Payer: "BucketOwner" as const };
    },
  },
);

import { PutBucketOwnershipControlsCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";
import { malformedXml } from "../faults.ts";

export const PutBucketOwnershipControls = operation(
  PutBucketOwnershipControlsCommand,
  {
    needs: onBucket("s3:PutBucketOwnershipControls"),

    async handle(input, ctx) {
      const [rule, ...more] = input.OwnershipControls.Rules ?? [];
      if (!rule?.ObjectOwnership || more.length > 0) throw malformedXml();
      await configure(input, ctx, { ownership: rule.ObjectOwnership });
      return {};
    },
  },
);

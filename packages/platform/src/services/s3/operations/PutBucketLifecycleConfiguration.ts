import { randomUUID } from "node:crypto";
import { PutBucketLifecycleConfigurationCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";
import { checkedRules } from "../lifecycle/check-rules.ts";
import { beginLifecycle } from "../lifecycle/sweep.ts";

/** Replaces a bucket's rules; they are carried out from the next midnight on. */
export const PutBucketLifecycleConfiguration = operation(
  PutBucketLifecycleConfigurationCommand,
  {
    needs: onBucket("s3:PutLifecycleConfiguration"),
    audit: { eventName: "PutBucketLifecycle" },

    async handle(input, ctx) {
      const {
        Bucket,
        LifecycleConfiguration,
        TransitionDefaultMinimumObjectSize:
          leastTransition = "all_storage_classes_128K",
      } = input;
      const rules = checkedRules(LifecycleConfiguration?.Rules);
      const id = randomUUID();
      await configure(input, ctx, {
        lifecycle: { id, rules, leastTransition },
      });
      beginLifecycle(ctx, Bucket, id);
      return { TransitionDefaultMinimumObjectSize: leastTransition };
    },
  },
);

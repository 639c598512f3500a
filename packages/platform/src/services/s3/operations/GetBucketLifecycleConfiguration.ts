import { GetBucketLifecycleConfigurationCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";
import type { Rule } from "../lifecycle/rule.ts";

export const GetBucketLifecycleConfiguration = operation(
  GetBucketLifecycleConfigurationCommand,
  {
    needs: onBucket("s3:GetLifecycleConfiguration"),
    audit: { eventName: "GetBucketLifecycle" },

    async handle(input, ctx) {
      const { name, lifecycle } = await bucketOf(input, ctx);
      if (!lifecycle)
        throw fault(
          "NoSuchLifecycleConfiguration",
          "The lifecycle configuration does not exist",
          404,
          { BucketName: name },
        );
      return {
        Rules: lifecycle.rules.map(shown),
        TransitionDefaultMinimumObjectSize: lifecycle.leastTransition,
      };
    },
  },
);

function shown({ Expiration, ...rule }: Rule) {
  if (!Expiration) return rule;
  const { Date: date, ...rest } = Expiration;
  return {
    ...rule,
    Expiration: {
      ...rest,
      ...(date === undefined ? {} : { Date: new Date(date) }),
    },
  };
}

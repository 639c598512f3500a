import { parseArn } from "../../../core/arn.ts";
import type { ResourcePolicyOf } from "../../../core/service.ts";
import { ORGANIZATION_SERVICE } from "./tables.ts";

/** An organization deploys into its accounts by a role of its own in AWS; here its service is let in. */
export const organizationPolicy: ResourcePolicyOf = (resource, _action, ctx) =>
  Promise.resolve(
    ctx.caller.type === "AWSService" &&
      ctx.caller.service === ORGANIZATION_SERVICE
      ? {
          kind: "resource",
          accountId: parseArn(resource)?.accountId ?? ctx.accountId,
          document: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: ORGANIZATION_SERVICE },
                Action: "config:*",
                Resource: "*",
              },
            ],
          }),
        }
      : undefined,
  );

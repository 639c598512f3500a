import { parseArn } from "../../core/arn.ts";
import type { ResourcePolicyOf } from "../../core/service.ts";
import { isRoleArn, roleOf } from "./roles.ts";

/** Whether a role may be assumed is for its trust policy to say, in its own account too. */
export const trustPolicy: ResourcePolicyOf = async (resource, _action, ctx) => {
  if (!isRoleArn(resource)) return undefined;
  const role = await roleOf(resource, ctx);
  return {
    document: role?.assumeRolePolicyDocument,
    kind: "trust",
    accountId: parseArn(resource)?.accountId ?? "",
  };
};

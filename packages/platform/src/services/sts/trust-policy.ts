import { parseArn } from "../../core/arn.ts";
import { nameKey, roles } from "../../core/identity/tables.ts";
import type { ResourcePolicyOf } from "../../core/service.ts";

/** Whether a role may be assumed is for its trust policy to say, in its own account too. */
export const trustPolicy: ResourcePolicyOf = async (resource, _action, ctx) => {
  const {
    service,
    accountId = "",
    resource: path = "",
  } = parseArn(resource) ?? {};
  if (service !== "iam" || !path.startsWith("role/")) return undefined;
  const role = await ctx
    .table(roles, { accountId })
    .get(nameKey(path.split("/").at(-1) ?? ""));
  return role?.arn === resource
    ? { document: role.assumeRolePolicyDocument, kind: "trust", accountId }
    : { document: undefined, kind: "trust", accountId };
};

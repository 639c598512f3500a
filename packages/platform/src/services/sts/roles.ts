import { parseArn } from "../../core/arn.ts";
import type { NeedsContext } from "../../core/context.ts";
import { nameKey, roles, type Role } from "../../core/identity/tables.ts";
import type { Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";

/** Whether a text is a role's ARN. */
export function isRoleArn(text: string): boolean {
  const { service, resource = "" } = parseArn(text) ?? {};
  return service === "iam" && resource.startsWith("role/");
}

/** Condition keys of a role's tags. */
export function roleTagKeys(role: Role | undefined): NonNullable<Need["keys"]> {
  return {
    ...resourceTagKeys(role?.tags),
    ...resourceTagKeys(role?.tags, "iam:ResourceTag"),
  };
}

/** The role of an ARN, in whatever account it is; undefined where there is none. */
export async function roleOf(
  roleArn: string,
  ctx: NeedsContext,
): Promise<Role | undefined> {
  const { accountId = "", resource = "" } = parseArn(roleArn) ?? {};
  const role = await ctx
    .table(roles, { accountId })
    .get(nameKey(resource.split("/").at(-1) ?? ""));
  return role?.arn === roleArn ? role : undefined;
}

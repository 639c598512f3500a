import { globalArn } from "../../core/arn.ts";
import type { NeedsContext } from "../../core/context.ts";
import {
  organizationPolicy,
  organizationPolicyArn,
  type Organization,
} from "../../core/identity/organization.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { organizationOf } from "./membership.ts";
import { tagsOf } from "./tags.ts";

/** What ARNs are made of: the organization and the account that manages it. */
type Owner = Pick<Organization, "orgId" | "managementAccountId">;

/** The ARN of a root, a unit or an account; their ids tell which of them it is. */
export function nodeArn(owner: Owner, id: string): string {
  const kind = id.startsWith("r-")
    ? "root"
    : id.startsWith("ou-")
      ? "ou"
      : "account";
  return arnIn(owner, kind, id);
}

export function organizationArn({ orgId, managementAccountId }: Owner): string {
  return globalArn(
    "organizations",
    managementAccountId,
    `organization/${orgId}`,
  );
}

export function handshakeArn(owner: Owner, id: string): string {
  const { orgId, managementAccountId } = owner;
  return globalArn(
    "organizations",
    managementAccountId,
    `handshake/${orgId}/invite/${id}`,
  );
}

function arnIn(
  { orgId, managementAccountId }: Owner,
  kind: string,
  id: string,
): string {
  return globalArn(
    "organizations",
    managementAccountId,
    `${kind}/${orgId}/${id}`,
  );
}

/** Whose ARNs a request is about; an account without an organization can name none that exists. */
export async function ownerOf(ctx: NeedsContext): Promise<Owner> {
  return (
    (await organizationOf(ctx)) ?? {
      orgId: "o-0000000000",
      managementAccountId: ctx.accountId,
    }
  );
}

/** The permission to do something with a root, a unit or an account. */
export async function onNode(
  action: string,
  id: string,
  ctx: NeedsContext,
  keys: Need["keys"] = {},
): Promise<Need> {
  return allow(`organizations:${action}`, nodeArn(await ownerOf(ctx), id), {
    ...(await tagsOf(id, ctx)),
    ...keys,
  });
}

/** The permission to do something with a policy; one that does not exist is taken for a service control policy. */
export async function onPolicy(
  action: string,
  policyId: string,
  ctx: NeedsContext,
  keys: Need["keys"] = {},
): Promise<Need> {
  const owner = await ownerOf(ctx);
  const policy = await organizationPolicy(owner.orgId, policyId, ctx);
  const type = policy?.type ?? "SERVICE_CONTROL_POLICY";
  return allow(
    `organizations:${action}`,
    organizationPolicyArn(owner, type, policyId),
    {
      "organizations:PolicyType": type,
      ...resourceTagKeys(policy?.tags),
      ...keys,
    },
  );
}

import type { Context } from "../../core/context.ts";
import {
  groups,
  managedPolicies,
  nameKey,
  roles,
  users,
  type Group,
  type ManagedPolicy,
  type PolicyHolder,
  type Role,
  type User,
} from "../../core/identity/tables.ts";
import { shownAttachment } from "./attachments.ts";
import { shownBoundary } from "./boundaries.ts";
import { shownGroup } from "./groups.ts";
import { inlinePolicyList } from "./inline-policies.ts";
import { shownProfile } from "./instance-profiles.ts";
import { roleLastUsed } from "./last-used.ts";
import { shownPolicy, wholeVersion, findPolicy } from "./policies.ts";
import { UNUSED, type Uses } from "./policy-uses.ts";
import { shownRole } from "./roles.ts";
import { instanceProfiles } from "./tables.ts";
import { tagList } from "./tags.ts";
import { shownUser } from "./users.ts";

/** One entry of GetAccountAuthorizationDetails; `order` puts users before groups, roles and policies. */
export type Detail = {
  readonly order: number;
  readonly name: string;
  readonly filter:
    "User" | "Group" | "Role" | "LocalManagedPolicy" | "AWSManagedPolicy";
} & (
  | { readonly user: User }
  | { readonly group: Group }
  | { readonly role: Role }
  | { readonly policy: ManagedPolicy }
);

/** All that an account has; of AWS's policies those that it uses. */
export async function detailed(
  ctx: Context,
  uses: ReadonlyMap<string, Uses>,
): Promise<readonly Detail[]> {
  const own = (await ctx.table(managedPolicies).list()).rows;
  const used = await Promise.all(
    [...uses.keys()]
      .filter((arn) => arn.startsWith("arn:aws:iam::aws:"))
      .map((arn) => findPolicy(arn, ctx)),
  );
  const aws = used.filter((policy) => policy !== undefined);
  return [
    ...(await ctx.table(users).list()).rows.map(
      (user) =>
        ({ order: 1, name: user.userName, filter: "User", user }) as const,
    ),
    ...(await ctx.table(groups).list()).rows.map(
      (group) =>
        ({ order: 2, name: group.groupName, filter: "Group", group }) as const,
    ),
    ...(await ctx.table(roles).list()).rows.map(
      (role) =>
        ({ order: 3, name: role.roleName, filter: "Role", role }) as const,
    ),
    ...own.map(
      (policy) =>
        ({
          order: 4,
          name: policy.arn,
          filter: "LocalManagedPolicy",
          policy,
        }) as const,
    ),
    ...aws.map(
      (policy) =>
        ({
          order: 5,
          name: policy.arn,
          filter: "AWSManagedPolicy",
          policy,
        }) as const,
    ),
  ];
}

export function userDetail(user: User) {
  return {
    ...shownUser(user),
    UserPolicyList: inlinePolicyList(user),
    GroupList: [...user.groups],
    AttachedManagedPolicies: attachedTo(user),
    ...shownBoundary(user.permissionsBoundary),
    Tags: tagList(user.tags),
  };
}

export function groupDetail(group: Group) {
  return {
    ...shownGroup(group),
    GroupPolicyList: inlinePolicyList(group),
    AttachedManagedPolicies: attachedTo(group),
  };
}

export async function roleDetail(role: Role, ctx: Context) {
  const profiles = await ctx.table(instanceProfiles).list({
    index: "byRole",
    prefix: [nameKey(role.roleName)],
  });
  const {
    Description: _left,
    MaxSessionDuration: _out,
    ...shown
  } = await shownRole(role, ctx);
  return {
    ...shown,
    InstanceProfileList: await Promise.all(
      profiles.rows.map((profile) => shownProfile(profile, ctx)),
    ),
    RolePolicyList: inlinePolicyList(role),
    AttachedManagedPolicies: attachedTo(role),
    ...shownBoundary(role.permissionsBoundary),
    Tags: tagList(role.tags),
    RoleLastUsed: await roleLastUsed(role, ctx),
  };
}

export function policyDetail(
  policy: ManagedPolicy,
  uses: ReadonlyMap<string, Uses>,
) {
  return {
    ...shownPolicy(policy, uses.get(policy.arn) ?? UNUSED),
    PolicyVersionList: policy.versions.map((version) =>
      wholeVersion(policy, version),
    ),
  };
}

const attachedTo = ({ attachedPolicies }: PolicyHolder) =>
  attachedPolicies.map(shownAttachment);

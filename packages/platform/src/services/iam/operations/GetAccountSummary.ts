import { GetAccountSummaryCommand } from "@aws-sdk/client-iam";
import type { Context } from "../../../core/context.ts";
import { allow, operation } from "../../../core/operation.ts";
import { keysOf } from "../access-keys.ts";
import { countOf, QUOTAS } from "../usage.ts";

/** How much of IAM an account uses, and its quotas. */
export const GetAccountSummary = operation(GetAccountSummaryCommand, {
  needs: () => [allow("iam:GetAccountSummary", "*")],

  async handle(_input, ctx) {
    return { SummaryMap: { ...(await used(ctx)), ...LIMITS } };
  },
});

const LIMITS = {
  UsersQuota: QUOTAS.Users,
  GroupsQuota: QUOTAS.Groups,
  RolesQuota: QUOTAS.Roles,
  PoliciesQuota: QUOTAS.Policies,
  InstanceProfilesQuota: QUOTAS.InstanceProfiles,
  AccessKeysPerUserQuota: 2,
  AssumeRolePolicySizeQuota: 2048,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  AttachedPoliciesPerUserQuota: 10,
  GroupPolicySizeQuota: 5120,
  GroupsPerUserQuota: 10,
  PolicySizeQuota: 6144,
  UserPolicySizeQuota: 2048,
  VersionsPerPolicyQuota: 5,
};

async function used(ctx: Context): Promise<Record<string, number>> {
  return {
    Users: await countOf(ctx, "Users"),
    Groups: await countOf(ctx, "Groups"),
    Roles: await countOf(ctx, "Roles"),
    Policies: await countOf(ctx, "Policies"),
    InstanceProfiles: await countOf(ctx, "InstanceProfiles"),
    AccountAccessKeysPresent: Math.min(
      1,
      (await keysOf(undefined, ctx)).length,
    ),
    AccountMFAEnabled: 0,
    AccountPasswordPresent: 0,
    AccountSigningCertificatesPresent: 0,
    MFADevices: 0,
    MFADevicesInUse: 0,
    Providers: 0,
    ServerCertificates: 0,
  };
}

import { nameKey, type Tags } from "../../core/identity/tables.ts";
import { table } from "../../core/table.ts";

/** A container that hands a role to an EC2 instance. Times are milliseconds since the epoch. */
export interface InstanceProfile {
  readonly instanceProfileName: string;
  readonly instanceProfileId: string;
  readonly path: string;
  readonly arn: string;
  readonly createdAt: number;
  /** The one role it may hold. */
  readonly roleName?: string;
  readonly tags: Tags;
}

export const instanceProfiles = table<InstanceProfile>()({
  name: "iam.instance-profiles",
  scope: "account",
  key: ({ instanceProfileName }) => [nameKey(instanceProfileName)],
  indexes: {
    byRole: ({ roleName }) =>
      roleName === undefined ? [] : [[nameKey(roleName)]],
  },
});

/** What is counted, so that quotas and GetAccountSummary need not. */
export type UsageKind =
  "Users" | "Groups" | "Roles" | "Policies" | "InstanceProfiles";

/** What an account asks of its users' passwords (IAM API: PasswordPolicy). */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly symbols: boolean;
  readonly numbers: boolean;
  readonly uppercase: boolean;
  readonly lowercase: boolean;
  readonly usersMayChange: boolean;
  /** Days. */
  readonly maxAge?: number;
  readonly reusePrevention?: number;
  readonly hardExpiry?: boolean;
}

/** One row an account: the policy that it set itself. */
export const passwordPolicies = table<PasswordPolicy>()({
  name: "iam.password-policies",
  scope: "account",
  key: () => ["account"],
});

/** A service-linked role's deletion; ours are done when they are asked for. */
export interface DeletionTask {
  /** As `task/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig/…`. */
  readonly taskId: string;
}

export const deletionTasks = table<DeletionTask>()({
  name: "iam.deletion-tasks",
  scope: "account",
  key: ({ taskId }) => [taskId],
});

import { compliant, nonCompliant, type Verdict } from "../verdict.ts";
import { at, items, listed, type ManagedRule } from "./managed-rule.ts";

/** The statements of a policy document, whichever of its forms they have. */
function statementsOf(document: unknown): readonly unknown[] {
  const parsed =
    typeof document === "string" ? (JSON.parse(document) as unknown) : document;
  const statements = at(parsed, "Statement");
  return Array.isArray(statements)
    ? items(statements)
    : statements === undefined
      ? []
      : [statements];
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).map(String);
}

const allows = (statement: unknown): boolean =>
  at(statement, "Effect") === "Allow";

function noneOf(
  document: unknown,
  isBroken: (statement: unknown) => boolean,
  annotation: string,
): Verdict {
  return statementsOf(document).some(isBroken)
    ? nonCompliant(annotation)
    : compliant;
}

/** Whether a statement allows an action on everything. */
const allowsBlocked = (statement: unknown, blocked: readonly string[]) =>
  allows(statement) &&
  textsOf(at(statement, "Resource")).includes("*") &&
  textsOf(at(statement, "Action")).some((pattern) =>
    blocked.some((action) => matches(pattern, action)),
  );

function matches(pattern: string, action: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "i").test(action);
}

const HOLDERS = ["AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"];

/** Managed rules about identities and their policies. */
export const identityRules: readonly ManagedRule[] = [
  {
    identifier: "IAM_NO_INLINE_POLICY_CHECK",
    types: HOLDERS,
    check: ({ Policies }) =>
      items(Policies).length === 0
        ? compliant
        : nonCompliant("It has an inline policy."),
  },
  {
    identifier: "IAM_USER_NO_POLICIES_CHECK",
    types: ["AWS::IAM::User"],
    check: ({ Policies, ManagedPolicyArns }) =>
      items(Policies).length + items(ManagedPolicyArns).length === 0
        ? compliant
        : nonCompliant("The user has policies of their own."),
  },
  {
    identifier: "IAM_USER_GROUP_MEMBERSHIP_CHECK",
    types: ["AWS::IAM::User"],
    parameters: { groupNames: {} },
    check({ Groups }, { groupNames }) {
      const groups = items(Groups).map(String);
      const expected = listed(groupNames);
      return expected.length === 0
        ? groups.length > 0
          ? compliant
          : nonCompliant("The user is in no group.")
        : expected.some((name) => groups.includes(name))
          ? compliant
          : nonCompliant("The user is in none of the groups.");
    },
  },
  {
    identifier: "IAM_ROLE_MANAGED_POLICY_CHECK",
    types: ["AWS::IAM::Role"],
    parameters: { managedPolicyArns: { required: true } },
    check({ ManagedPolicyArns }, { managedPolicyArns }) {
      const arns = items(ManagedPolicyArns).map(String);
      const missing = listed(managedPolicyArns).filter(
        (arn) => !arns.includes(arn),
      );
      return missing.length === 0
        ? compliant
        : nonCompliant(`Not attached: ${missing.join(", ")}.`);
    },
  },
  {
    identifier: "IAM_POLICY_BLACKLISTED_CHECK",
    types: HOLDERS,
    parameters: {
      policyArns: {
        required: true,
        default: "arn:aws:iam::aws:policy/AdministratorAccess",
      },
      exceptionList: {},
    },
    check({ ManagedPolicyArns }, { policyArns }) {
      const arns = items(ManagedPolicyArns).map(String);
      const found = listed(policyArns).filter((arn) => arns.includes(arn));
      return found.length === 0
        ? compliant
        : nonCompliant(`Attached: ${found.join(", ")}.`);
    },
  },
  {
    identifier: "IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS",
    types: ["AWS::IAM::ManagedPolicy"],
    parameters: { excludePermissionBoundaryPolicy: {} },
    check: ({ PolicyDocument }) =>
      noneOf(
        PolicyDocument,
        (statement) =>
          allows(statement) &&
          textsOf(at(statement, "Action")).includes("*") &&
          textsOf(at(statement, "Resource")).includes("*"),
        "A statement allows everything on everything.",
      ),
  },
  {
    identifier: "IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS",
    types: ["AWS::IAM::ManagedPolicy"],
    parameters: { excludePermissionBoundaryPolicy: {} },
    check: ({ PolicyDocument }) =>
      noneOf(
        PolicyDocument,
        (statement) =>
          allows(statement) &&
          textsOf(at(statement, "Action")).some((action) =>
            /^(\w[\w-]*:)?\*$/.test(action),
          ),
        "A statement allows every action of a service.",
      ),
  },
  {
    identifier: "IAM_CUSTOMER_POLICY_BLOCKED_KMS_ACTIONS",
    types: ["AWS::IAM::ManagedPolicy"],
    parameters: {
      blockedActionsPatterns: { required: true },
      excludePermissionBoundaryPolicy: {},
    },
    check: ({ PolicyDocument }, { blockedActionsPatterns }) =>
      noneOf(
        PolicyDocument,
        (statement) => allowsBlocked(statement, listed(blockedActionsPatterns)),
        "A statement allows a blocked KMS action on every key.",
      ),
  },
  {
    identifier: "IAM_INLINE_POLICY_BLOCKED_KMS_ACTIONS",
    types: HOLDERS,
    parameters: {
      blockedActionsPatterns: { required: true },
      excludeRoleByManagementAccount: {},
    },
    check({ Policies }, { blockedActionsPatterns }) {
      const blocked = listed(blockedActionsPatterns);
      return items(Policies).some((policy) =>
        statementsOf(at(policy, "PolicyDocument")).some((statement) =>
          allowsBlocked(statement, blocked),
        ),
      )
        ? nonCompliant("An inline policy allows a blocked KMS action.")
        : compliant;
    },
  },
];

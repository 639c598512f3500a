import {
  MalformedPolicyDocumentException,
  PolicyNotFoundException,
} from "@aws-sdk/client-organizations";
import { parsePolicy } from "@gatehouse/authz";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  DEFAULT_POLICIES,
  organizationPolicies,
  organizationPolicy,
  organizationPolicyArn,
  type DefaultPolicy,
  type Organization,
  type OrganizationPolicy,
  type OrganizationPolicyType,
} from "../../core/identity/organization.ts";
import { invalidInput, violates } from "./faults.ts";

const LONGEST = 5120;

/** The types of policy that are enforced here. @throws Fault InvalidInputException */
export function policyType(type: string): OrganizationPolicyType {
  if (Object.hasOwn(DEFAULT_POLICIES, type))
    return type as OrganizationPolicyType;
  throw invalidInput(
    "INVALID_ENUM_POLICY_TYPE",
    `Policies of the type ${type} are not enforced here: use SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.`,
  );
}

/** A document that may be stored as a policy of a type. @throws Fault MalformedPolicyDocumentException, ConstraintViolationException */
export function policyDocument(
  document: string,
  type: OrganizationPolicyType,
): string {
  if (document.length > LONGEST)
    throw violates(
      "POLICY_CONTENT_LIMIT_EXCEEDED",
      `You have exceeded the allowed size of a policy: ${LONGEST} characters.`,
    );
  const kind = type === "SERVICE_CONTROL_POLICY" ? "scp" : "rcp";
  if (!parsePolicy(document, kind).ok)
    throw fault(
      MalformedPolicyDocumentException,
      "The provided policy document does not meet the requirements of the specified policy type.",
    );
  return document;
}

/** A policy that can be attached, AWS's own included. @throws Fault PolicyNotFoundException */
export async function policyIn(
  { orgId }: Organization,
  policyId: string,
  ctx: Context,
): Promise<DefaultPolicy> {
  const policy = await organizationPolicy(orgId, policyId, ctx);
  if (!policy) throw noPolicy();
  return policy;
}

/** A policy that the organization wrote itself. @throws Fault PolicyNotFoundException, InvalidInputException */
export async function ownPolicyIn(
  { orgId }: Organization,
  policyId: string,
  ctx: Context,
): Promise<OrganizationPolicy> {
  if (isAwsManaged(policyId))
    throw invalidInput(
      "IMMUTABLE_POLICY",
      "You specified a policy that is managed by AWS and can't be modified.",
    );
  const policy = await ctx.table(organizationPolicies).get(orgId, policyId);
  if (!policy) throw noPolicy();
  return policy;
}

/** A policy as lists show it. */
export function shownPolicy(organization: Organization, policy: DefaultPolicy) {
  return {
    Id: policy.policyId,
    Arn: organizationPolicyArn(organization, policy.type, policy.policyId),
    Name: policy.name,
    Description: policy.description,
    Type: policy.type,
    AwsManaged: isAwsManaged(policy.policyId),
  };
}

/** A policy with its document. */
export function wholePolicy(organization: Organization, policy: DefaultPolicy) {
  return {
    PolicySummary: shownPolicy(organization, policy),
    Content: policy.document,
  };
}

export const isAwsManaged = (policyId: string): boolean =>
  Object.values(DEFAULT_POLICIES).some((aws) => aws.policyId === policyId);

const noPolicy = () =>
  fault(PolicyNotFoundException, "You specified a policy that doesn't exist.");

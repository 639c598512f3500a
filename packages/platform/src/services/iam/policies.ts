import { createHash } from "node:crypto";
import {
  InvalidInputException,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { globalArn, parseArn } from "../../core/arn.ts";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  awsManagedPolicy,
  type AwsManagedPolicy,
} from "../../core/identity/aws-managed.ts";
import {
  managedPolicies,
  nameKey,
  type ManagedPolicy,
  type PolicyVersion,
} from "../../core/identity/tables.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { encoded } from "./documents.ts";
import { tagsIfAny } from "./tags.ts";
import { wholeSeconds } from "./whole-seconds.ts";
import type { Uses } from "./policy-uses.ts";

/** The ARN of a managed policy of the caller's account. */
export function policyArn(
  ctx: NeedsContext,
  policyName: string,
  path = "/",
): string {
  return globalArn("iam", ctx.accountId, `policy${path}${policyName}`);
}

/** The permission to do something with a managed policy. */
export async function onPolicy(
  action: string,
  arn: string,
  ctx: NeedsContext,
  keys?: Need["keys"],
): Promise<[Need]> {
  const policy = await ctx.table(managedPolicies).get(policyKey(arn));
  const tags = policy?.arn === arn ? policy.tags : {};
  return [allow(`iam:${action}`, arn, { ...resourceTagKeys(tags), ...keys })];
}

/** A managed policy of AWS or of the caller's account. @throws Fault InvalidInput for a text that is no policy's ARN */
export async function findPolicy(
  arn: string,
  ctx: Context,
): Promise<ManagedPolicy | undefined> {
  const { service, accountId, resource = "" } = parseArn(arn) ?? {};
  if (service !== "iam" || !resource.startsWith("policy/"))
    throw fault(InvalidInputException, `ARN ${arn} is not valid.`);
  if (accountId === "aws") {
    const policy = await awsManagedPolicy(arn);
    return policy && ofAws(policy);
  }
  const policy = await ctx.table(managedPolicies).get(policyKey(arn));
  return policy?.arn === arn ? policy : undefined;
}

/** A managed policy of AWS or of the caller's account. @throws Fault NoSuchEntity, InvalidInput */
export async function policyNamed(
  arn: string,
  ctx: Context,
): Promise<ManagedPolicy> {
  const policy = await findPolicy(arn, ctx);
  if (!policy)
    throw fault(NoSuchEntityException, `Policy ${arn} was not found.`);
  return policy;
}

/** A policy of the caller's account, which it may change; AWS's own are for everybody to use and for nobody to change. @throws Fault NoSuchEntity, AccessDenied, InvalidInput */
export async function ownPolicy(
  arn: string,
  ctx: Context,
): Promise<ManagedPolicy> {
  const policy = await policyNamed(arn, ctx);
  if (parseArn(arn)?.accountId === "aws")
    throw fault(
      "AccessDenied",
      `User: ${ctx.caller.arn} is not authorized to change the AWS managed policy ${arn}`,
      403,
    );
  return policy;
}

/** One version of a policy. @throws Fault NoSuchEntity */
export function versionOf(
  policy: ManagedPolicy,
  versionId: string,
): PolicyVersion {
  const version = policy.versions.find((one) => one.versionId === versionId);
  if (!version)
    throw fault(
      NoSuchEntityException,
      `Policy ${policy.arn} version ${versionId} does not exist or is not attachable.`,
    );
  return version;
}

const ofAwsAlready = new WeakMap<AwsManagedPolicy, ManagedPolicy>();

/** One of AWS's policies in the form of the account's own; made once, because lists take all of them. */
export function ofAws(policy: AwsManagedPolicy): ManagedPolicy {
  const known = ofAwsAlready.get(policy) ?? asOwn(policy);
  ofAwsAlready.set(policy, known);
  return known;
}

function asOwn(policy: AwsManagedPolicy): ManagedPolicy {
  const { arn, versionId, document } = policy;
  const [policyName = "", ...folders] = (parseArn(arn)?.resource ?? "")
    .split("/")
    .slice(1)
    .reverse();
  const createdAt = Date.parse(policy.createdAt ?? "2015-02-06T18:40:58Z");
  const updatedAt =
    policy.updatedAt === undefined ? createdAt : Date.parse(policy.updatedAt);
  return {
    policyName,
    policyId: `ANPA${idFrom(arn)}`,
    path: `/${folders
      .toReversed()
      .map((folder) => `${folder}/`)
      .join("")}`,
    arn,
    createdAt,
    updatedAt,
    defaultVersionId: versionId,
    nextVersion: Number(versionId.slice(1)) + 1,
    versions: [{ versionId, document, createdAt: updatedAt }],
    tags: {},
  };
}

/** A managed policy as lists show it. */
export function shownPolicy(policy: ManagedPolicy, uses: Uses) {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: uses.attachments,
    PermissionsBoundaryUsageCount: uses.boundaries,
    IsAttachable: true,
    CreateDate: wholeSeconds(policy.createdAt),
    UpdateDate: wholeSeconds(policy.updatedAt),
  };
}

/** A managed policy as GetPolicy and CreatePolicy answer it, with description and tags. */
export function wholePolicy(policy: ManagedPolicy, uses: Uses) {
  return {
    ...shownPolicy(policy, uses),
    ...(policy.description === undefined
      ? {}
      : { Description: policy.description }),
    ...tagsIfAny(policy.tags),
  };
}

/** A version of a managed policy, without its document, as lists show it. */
export function shownVersion(policy: ManagedPolicy, version: PolicyVersion) {
  return {
    VersionId: version.versionId,
    IsDefaultVersion: version.versionId === policy.defaultVersionId,
    CreateDate: wholeSeconds(version.createdAt),
  };
}

/** A version of a managed policy with its document. */
export function wholeVersion(policy: ManagedPolicy, version: PolicyVersion) {
  return {
    Document: encoded(version.document),
    ...shownVersion(policy, version),
  };
}

/** The name in a policy's ARN, as the table's key. */
export function policyKey(arn: string): string {
  return nameKey(arn.split("/").at(-1) ?? "");
}

/** AWS's ids of its own policies are not in the data; these stay the same everywhere, as AWS's do. */
function idFrom(arn: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return [...createHash("sha256").update(arn).digest().subarray(0, 17)]
    .map((byte) => alphabet[byte % 32])
    .join("");
}

import {
  DeleteConfigRuleCommand,
  DeleteConformancePackCommand,
  PutConfigRuleCommand,
  PutConformancePackCommand,
  type ConfigRule,
  type MemberAccountRuleStatus,
} from "@aws-sdk/client-config-service";
import { serviceCaller } from "../../../core/caller.ts";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import type { CommandLike } from "../../../core/operation.ts";
import { packs, type PackRow } from "../packs/tables.ts";
import {
  deployments,
  members,
  nameInAccounts,
  ORGANIZATION_SERVICE,
  type DeploymentRow,
  type MemberDue,
  type MemberRow,
  type OrganizationRule,
} from "./tables.ts";

/** Deploys into one account, or takes away there, as the organization's service. */
export async function settleMember(
  { kind, name, accountId, revision, gone }: MemberDue,
  ctx: Context,
): Promise<void> {
  const row = await ctx.table(deployments).get(kind, name);
  const member = await ctx.table(members).get(kind, name, accountId);
  if (row?.revision !== revision || !member) return;
  const sender = {
    as: serviceCaller(ORGANIZATION_SERVICE, accountId),
    region: ctx.region,
  };
  const there = nameInAccounts(ctx, kind, name);
  try {
    await ctx.send(gone ? removal(row, there) : deployment(row, there), sender);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (!gone || !error.name.startsWith("NoSuch")) {
      await ctx.table(members).put({
        ...member,
        status: failed(member.status),
        errorCode: error.name,
        errorMessage: error.message,
        updatedAt: ctx.now(),
      });
      return;
    }
  }
  if (!gone) {
    await ctx.table(members).put({
      ...member,
      status: member.status.replace(
        "IN_PROGRESS",
        "SUCCESSFUL",
      ) as MemberAccountRuleStatus,
      updatedAt: ctx.now(),
    });
    return;
  }
  await ctx.table(members).delete(kind, name, accountId);
  const { rows } = await ctx.table(members).list({ prefix: [kind, name] });
  if (row.deleting && rows.length === 0)
    await ctx.table(deployments).delete(kind, name);
}

const failed = (status: MemberAccountRuleStatus): MemberAccountRuleStatus =>
  status.replace(/_[A-Z_]+$/, "_FAILED") as MemberAccountRuleStatus;

/** How a deployment went in an account: a pack is only there when its rules are. */
export async function memberStatus(
  member: MemberRow,
  ctx: Context,
): Promise<MemberRow> {
  if (member.kind === "rule" || !member.status.endsWith("_SUCCESSFUL"))
    return member;
  const { accountId } = member;
  const there = nameInAccounts(ctx, "pack", member.name);
  const pack = await ctx.table(packs, { accountId }).get(there);
  return { ...member, ...packStatus(pack, member.status) };
}

function packStatus(
  pack: PackRow | undefined,
  status: MemberAccountRuleStatus,
): Partial<MemberRow> {
  switch (pack?.state) {
    case "CREATE_COMPLETE":
      return {};
    case "CREATE_FAILED": {
      const [code = "", message = ""] = (pack.reason ?? "").split(/: (.*)/s);
      return { status: failed(status), errorCode: code, errorMessage: message };
    }
    default:
      return {
        status: status.replace(
          "SUCCESSFUL",
          "IN_PROGRESS",
        ) as MemberAccountRuleStatus,
      };
  }
}

function removal(
  { kind }: DeploymentRow,
  there: string,
): CommandLike<object, object> {
  return kind === "pack"
    ? new DeleteConformancePackCommand({ ConformancePackName: there })
    : new DeleteConfigRuleCommand({ ConfigRuleName: there });
}

function deployment(
  { pack, rule }: DeploymentRow,
  there: string,
): CommandLike<object, object> {
  if (rule)
    return new PutConfigRuleCommand({
      ConfigRule: { ConfigRuleName: there, ...memberRule(rule) },
    });
  return new PutConformancePackCommand({
    ConformancePackName: there,
    TemplateBody: pack?.TemplateBody,
    DeliveryS3Bucket: pack?.DeliveryS3Bucket,
    DeliveryS3KeyPrefix: pack?.DeliveryS3KeyPrefix,
    ConformancePackInputParameters: pack?.ConformancePackInputParameters,
  });
}

/** An organization's rule as one of an account. */
export function memberRule({
  OrganizationManagedRuleMetadata: managed,
  OrganizationCustomRuleMetadata: custom,
  OrganizationCustomPolicyRuleMetadata: policy,
}: OrganizationRule): ConfigRule {
  const metadata = managed ?? custom ?? policy;
  const types = metadata?.ResourceTypesScope;
  const scope = {
    ...(types ? { ComplianceResourceTypes: types } : {}),
    ...(metadata?.ResourceIdScope === undefined
      ? {}
      : { ComplianceResourceId: metadata.ResourceIdScope }),
    ...(metadata?.TagKeyScope === undefined
      ? {}
      : { TagKey: metadata.TagKeyScope }),
    ...(metadata?.TagValueScope === undefined
      ? {}
      : { TagValue: metadata.TagValueScope }),
  };
  const triggers =
    custom?.OrganizationConfigRuleTriggerTypes ??
    policy?.OrganizationConfigRuleTriggerTypes ??
    [];
  const SourceDetails = triggers.map((MessageType) => ({
    EventSource: "aws.config" as const,
    MessageType,
  }));
  return {
    ...(metadata?.Description === undefined
      ? {}
      : { Description: metadata.Description }),
    ...(metadata?.InputParameters === undefined
      ? {}
      : { InputParameters: metadata.InputParameters }),
    ...(metadata?.MaximumExecutionFrequency === undefined
      ? {}
      : { MaximumExecutionFrequency: metadata.MaximumExecutionFrequency }),
    ...(Object.keys(scope).length > 0 ? { Scope: scope } : {}),
    Source: managed
      ? { Owner: "AWS", SourceIdentifier: managed.RuleIdentifier }
      : custom
        ? {
            Owner: "CUSTOM_LAMBDA",
            SourceIdentifier: custom.LambdaFunctionArn,
            SourceDetails,
          }
        : {
            Owner: "CUSTOM_POLICY",
            SourceDetails,
            CustomPolicyDetails: {
              PolicyRuntime: policy?.PolicyRuntime,
              PolicyText: policy?.PolicyText,
            },
          },
  };
}

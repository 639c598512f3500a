import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsEgressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
  type IpPermission,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { everyPage } from "../../../core/resource-pages.ts";
import type {
  Properties,
  ResourceContext,
} from "../../../core/resource-type.ts";
import {
  allowedBy,
  permissionOf,
  shownRule,
  type Direction,
} from "./rule-properties.ts";

/**
 * Brings a group's rules from those before a change to those after it. What others gave the group stays; what is there
 * already is not made again, so that a change that came half way can be taken back.
 */
export async function setRules(
  GroupId: string,
  direction: Direction,
  change: {
    readonly before: readonly Properties[];
    readonly after: readonly Properties[];
  },
  ctx: ResourceContext,
): Promise<void> {
  const there = await rulesByMeaning(GroupId, direction, ctx);
  const meant = (rule: Properties) => allowedBy(rule, direction);
  const wanted = new Set(change.after.map(meant));

  const missing = change.after.filter((rule) => !there.has(meant(rule)));
  if (missing.length > 0)
    await authorize(
      {
        GroupId,
        IpPermissions: missing.map((rule) => permissionOf(rule, direction)),
      },
      direction,
      ctx,
    );

  const gone = change.before
    .map(meant)
    .filter((meaning) => !wanted.has(meaning))
    .flatMap((meaning) => there.get(meaning)?.SecurityGroupRuleId ?? []);
  if (gone.length > 0)
    await revoke({ GroupId, SecurityGroupRuleIds: gone }, direction, ctx);

  const described = change.after.flatMap((rule) => {
    const { SecurityGroupRuleId, Description: old = "" } =
      there.get(meant(rule)) ?? {};
    const { Description = "" } = rule as { Description?: string };
    return SecurityGroupRuleId === undefined || old === Description
      ? []
      : [{ SecurityGroupRuleId, Description }];
  });
  if (described.length > 0)
    await describe(
      { GroupId, SecurityGroupRuleDescriptions: described },
      direction,
      ctx,
    );
}

/** A group's rules as templates spell them: as `known` has them where they mean the same. */
export async function rulesAsKnown(
  GroupId: string,
  direction: Direction,
  known: readonly Properties[],
  ctx: ResourceContext,
): Promise<readonly Properties[]> {
  const spelled = new Map(
    known.map((rule) => [allowedBy(rule, direction), rule]),
  );
  const rules = await rulesByMeaning(GroupId, direction, ctx);
  return [...rules].map(([meaning, row]) => {
    const rule = spelled.get(meaning);
    return rule && (rule["Description"] ?? "") === (row.Description ?? "")
      ? rule
      : shownRule(row, direction);
  });
}

interface InGroup {
  readonly GroupId: string;
}

/** Adds rules to a group. */
export const authorize = (
  input: InGroup & { IpPermissions: IpPermission[] },
  { egress }: Direction,
  ctx: ResourceContext,
) =>
  egress
    ? ctx.send(new AuthorizeSecurityGroupEgressCommand(input))
    : ctx.send(new AuthorizeSecurityGroupIngressCommand(input));

/** Takes rules away from a group. */
export const revoke = (
  input: InGroup & { SecurityGroupRuleIds: string[] },
  { egress }: Direction,
  ctx: ResourceContext,
) =>
  egress
    ? ctx.send(new RevokeSecurityGroupEgressCommand(input))
    : ctx.send(new RevokeSecurityGroupIngressCommand(input));

/** Sets what rules are described as; an empty text takes a description away. */
export const describe = (
  input: InGroup & {
    SecurityGroupRuleDescriptions: {
      SecurityGroupRuleId: string;
      Description: string;
    }[];
  },
  { egress }: Direction,
  ctx: ResourceContext,
) =>
  egress
    ? ctx.send(new UpdateSecurityGroupRuleDescriptionsEgressCommand(input))
    : ctx.send(new UpdateSecurityGroupRuleDescriptionsIngressCommand(input));

async function rulesByMeaning(
  GroupId: string,
  direction: Direction,
  ctx: ResourceContext,
): Promise<ReadonlyMap<string, SecurityGroupRule>> {
  const rows = await everyPage(async (NextToken) => {
    const page = await ctx.send(
      new DescribeSecurityGroupRulesCommand({
        Filters: [{ Name: "group-id", Values: [GroupId] }],
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    return { items: page.SecurityGroupRules, next: page.NextToken };
  });
  return new Map(
    rows
      .filter(({ IsEgress }) => IsEgress === direction.egress)
      .map((row) => [allowedBy(shownRule(row, direction), direction), row]),
  );
}

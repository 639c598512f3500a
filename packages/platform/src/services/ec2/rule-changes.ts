import type { TagSpecification } from "@aws-sdk/client-ec2";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  securityGroupRules,
  securityGroups,
  type SecurityGroupRuleRow,
} from "../../core/network/tables.ts";
import type { Need } from "../../core/operation.ts";
import { randomId } from "./ids.ts";
import { known, on } from "./kind.ts";
import { securityGroup, securityGroupRule } from "./kinds.ts";
import { rulesOf } from "./new-group.ts";
import {
  checkedDescription,
  ruleWishes,
  type RulesGiven,
  type RuleWish,
} from "./rule-wishes.ts";
import { making, newTags } from "./tags.ts";
import { shownRule } from "./views/security-group.ts";

/** EC2's quota of rules in one direction of a group. */
const RULES_AT_MOST = 60;

interface Given extends RulesGiven {
  readonly GroupId?: string | undefined;
  readonly TagSpecifications?: TagSpecification[] | undefined;
}

/** What adding rules needs: the right on the group, and where they get tags, on the rules. */
export async function authorizingNeeds(
  action: string,
  { GroupId, TagSpecifications }: Given,
  ctx: NeedsContext,
): Promise<readonly Need[]> {
  return [
    await on(action, securityGroup, GroupId, ctx),
    ...(TagSpecifications?.length
      ? making(action, securityGroupRule, TagSpecifications, ctx)
      : []),
  ];
}

/**
 * Adds rules to one direction of a group.
 * @throws Fault InvalidPermission.Duplicate, RulesPerSecurityGroupLimitExceeded, and as the rules are read
 */
export async function authorizeRules(
  input: Given,
  egress: boolean,
  ctx: Context,
) {
  const groupId = await groupOf(input, ctx);
  const wishes = await ruleWishes(input, groupId, ctx);
  if (wishes.length === 0) throw noRules();
  const before = await directed(groupId, egress, ctx);
  const tags = newTags(securityGroupRule.type, input.TagSpecifications);
  const added: SecurityGroupRuleRow[] = [];
  for (const wish of wishes) {
    if ([...before, ...added].some((rule) => sameRule(rule, wish)))
      throw duplicateRule(wish);
    added.push({ ruleId: randomId("sgr-"), groupId, egress, tags, ...wish });
  }
  if (before.length + added.length > RULES_AT_MOST)
    throw fault(
      "RulesPerSecurityGroupLimitExceeded",
      "The maximum number of rules per security group has been reached.",
      400,
    );
  for (const row of added) await ctx.table(securityGroupRules).put(row);
  return {
    Return: true,
    SecurityGroupRules: added.map((row) => shownRule(row, ctx)),
  };
}

/**
 * Takes rules away, by their ids or by what they say.
 * @throws Fault InvalidPermission.NotFound, InvalidSecurityGroupRuleId.NotFound
 */
export async function revokeRules(
  input: Given & { readonly SecurityGroupRuleIds?: string[] | undefined },
  egress: boolean,
  ctx: Context,
) {
  const groupId = await groupOf(input, ctx);
  const rules = await directed(groupId, egress, ctx);
  const wishes = await ruleWishes(input, groupId, ctx);
  const { SecurityGroupRuleIds = [] } = input;
  if (wishes.length === 0 && SecurityGroupRuleIds.length === 0) throw noRules();
  const gone = new Set<SecurityGroupRuleRow>();
  for (const id of SecurityGroupRuleIds) {
    const rule = rules.find(({ ruleId }) => ruleId === id);
    if (!rule)
      throw fault(
        "InvalidSecurityGroupRuleId.NotFound",
        `The security group rule ID '${id}' does not exist`,
        400,
      );
    gone.add(rule);
  }
  for (const wish of wishes) {
    const rule = rules.find((one) => sameRule(one, wish));
    if (!rule)
      throw fault(
        "InvalidPermission.NotFound",
        "The specified rule does not exist in this security group.",
        400,
      );
    gone.add(rule);
  }
  for (const { ruleId } of gone)
    await ctx.table(securityGroupRules).delete(ruleId);
  // A rule that is gone does not tell of its group any longer: that the group changed is seen by its own row.
  await ctx.table(securityGroups).put(await known(securityGroup, groupId, ctx));
  return {
    Return: true,
    RevokedSecurityGroupRules: [...gone].map((row) => {
      const {
        SecurityGroupRuleArn: _,
        Tags: __,
        GroupOwnerId: ___,
        ReferencedGroupInfo,
        ...shown
      } = shownRule(row, ctx);
      const ReferencedGroupId = ReferencedGroupInfo?.GroupId;
      return {
        ...shown,
        ...(ReferencedGroupId === undefined ? {} : { ReferencedGroupId }),
      };
    }),
  };
}

/**
 * Changes what rules are described as.
 * @throws Fault InvalidPermission.NotFound
 */
export async function describeRules(
  input: Given & {
    readonly SecurityGroupRuleDescriptions?:
      { SecurityGroupRuleId?: string; Description?: string }[] | undefined;
  },
  egress: boolean,
  ctx: Context,
) {
  const groupId = await groupOf(input, ctx);
  const rules = await directed(groupId, egress, ctx);
  const named = (input.SecurityGroupRuleDescriptions ?? []).map(
    ({ SecurityGroupRuleId, Description = "" }) => ({
      rule: rules.find(({ ruleId }) => ruleId === SecurityGroupRuleId),
      description: checkedDescription(Description),
    }),
  );
  const told = (await ruleWishes(input, groupId, ctx)).map((wish) => ({
    rule: rules.find((one) => sameRule(one, wish)),
    description: wish.description ?? "",
  }));
  for (const { rule, description } of [...named, ...told]) {
    if (!rule)
      throw fault(
        "InvalidPermission.NotFound",
        "The specified rule does not exist in this security group.",
        400,
      );
    const { description: _, ...rest } = rule;
    await ctx
      .table(securityGroupRules)
      .put(description === "" ? rest : { ...rest, description });
  }
  return { Return: true };
}

/** Whether two rules allow the same, whatever they are described as. */
export function sameRule(one: RuleWish, other: RuleWish): boolean {
  return (
    one.protocol === other.protocol &&
    one.fromPort === other.fromPort &&
    one.toPort === other.toPort &&
    peerText(one) === peerText(other)
  );
}

/** The refusal of a rule that is there already. */
export function duplicateRule(wish: RuleWish) {
  const { protocol, fromPort, toPort } = wish;
  const what =
    protocol === "-1"
      ? "ALL"
      : `${protocol.toUpperCase()}, from port: ${fromPort}, to port: ${toPort}`;
  return fault(
    "InvalidPermission.Duplicate",
    `the specified rule "peer: ${peerText(wish)}, ${what}, ALLOW" already exists`,
    400,
  );
}

const peerText = ({ peer }: RuleWish): string =>
  "cidr" in peer ? peer.cidr : peer.groupId;

const noRules = () =>
  fault(
    "MissingParameter",
    "The request must contain the parameter ipPermissions",
    400,
  );

async function groupOf({ GroupId }: Given, ctx: Context): Promise<string> {
  if (GroupId === undefined)
    throw fault(
      "MissingParameter",
      "The request must contain the parameter groupName or groupId",
      400,
    );
  return (await known(securityGroup, GroupId, ctx)).groupId;
}

async function directed(
  groupId: string,
  egress: boolean,
  ctx: Context,
): Promise<readonly SecurityGroupRuleRow[]> {
  return (await rulesOf(groupId, ctx)).filter((rule) => rule.egress === egress);
}

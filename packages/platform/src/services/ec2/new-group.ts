import type { Context } from "../../core/context.ts";
import {
  securityGroupRules,
  securityGroups,
  type SecurityGroupRow,
  type SecurityGroupRuleRow,
} from "../../core/network/tables.ts";
import { randomId, type NewId } from "./ids.ts";

/** A security group with the rules that EC2 gives it: all may leave; into a network's default group, its own members may. */
export async function addGroup(
  wish: Omit<SecurityGroupRow, "groupId">,
  ctx: Context,
  newId: NewId = randomId,
): Promise<{ group: SecurityGroupRow; egress: SecurityGroupRuleRow }> {
  const group: SecurityGroupRow = { groupId: newId("sg-"), ...wish };
  const { groupId } = group;
  const everything = { groupId, protocol: "-1", fromPort: -1, toPort: -1 };
  const egress: SecurityGroupRuleRow = {
    ...everything,
    ruleId: newId("sgr-", "egress"),
    egress: true,
    peer: { cidr: "0.0.0.0/0" },
    tags: {},
  };
  await ctx.table(securityGroups).put(group);
  await ctx.table(securityGroupRules).put(egress);
  if (wish.groupName === "default")
    await ctx.table(securityGroupRules).put({
      ...everything,
      ruleId: newId("sgr-", "ingress"),
      egress: false,
      peer: { groupId },
      tags: {},
    });
  return { group, egress };
}

/** A group's rules. */
export async function rulesOf(
  groupId: string,
  ctx: Pick<Context, "table">,
): Promise<readonly SecurityGroupRuleRow[]> {
  const { rows } = await ctx
    .table(securityGroupRules)
    .list({ index: "byGroup", prefix: [groupId] });
  return rows;
}

/** Takes a group away with its rules. */
export async function removeGroup(
  groupId: string,
  ctx: Context,
): Promise<void> {
  for (const { ruleId } of await rulesOf(groupId, ctx))
    await ctx.table(securityGroupRules).delete(ruleId);
  await ctx.table(securityGroups).delete(groupId);
}

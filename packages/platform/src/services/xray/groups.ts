import {
  InvalidRequestException,
  type Group,
  type InsightsConfiguration,
} from "@aws-sdk/client-xray";
import { parseArn } from "../../core/arn.ts";
import type { Context, NeedsContext, Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import type { Expression } from "./filter/expression.ts";
import { matches } from "./filter/matches.ts";
import { parseFilter } from "./filter/parse.ts";
import { groupArn, groups, type GroupRow } from "./tables.ts";
import type { Trace } from "./trace.ts";

/** How a request names a group: by one of the two. */
export interface GroupName {
  readonly GroupName?: string | undefined;
  readonly GroupARN?: string | undefined;
}

/** @throws Fault InvalidRequestException where there is no such group */
export async function knownGroup(
  named: GroupName,
  ctx: Pick<NeedsContext, "table">,
): Promise<GroupRow> {
  const row = await findGroup(named, ctx);
  if (!row)
    throw fault(InvalidRequestException, "Group not found in this account.");
  return row;
}

export async function findGroup(
  { GroupName, GroupARN }: GroupName,
  ctx: Pick<NeedsContext, "table">,
): Promise<GroupRow | undefined> {
  if ((GroupName === undefined) === (GroupARN === undefined))
    throw fault(
      InvalidRequestException,
      "Specify either GroupName or GroupARN.",
    );
  const [, inArn = "", id] =
    parseArn(GroupARN ?? "")?.resource.split("/") ?? [];
  const row = await ctx.table(groups).get(GroupName ?? inArn);
  return GroupName !== undefined || row?.id === id ? row : undefined;
}

/** A permission on a group, with its tags as condition keys. */
export async function onGroup(
  action: string,
  named: GroupName,
  ctx: NeedsContext,
): Promise<Need> {
  const row = await findGroup(named, ctx);
  return allow(
    action,
    row
      ? groupArn(ctx, row)
      : (named.GroupARN ??
          groupArn(ctx, { name: named.GroupName ?? "", id: "*", tags: {} })),
    resourceTagKeys(row?.tags),
  );
}

export function groupOf(row: GroupRow, at: Place): Group {
  return {
    GroupName: row.name,
    GroupARN: groupArn(at, row),
    ...(row.filterExpression === undefined
      ? {}
      : { FilterExpression: row.filterExpression }),
    InsightsConfiguration: {
      InsightsEnabled: false,
      NotificationsEnabled: false,
    },
  };
}

/** @throws Fault InvalidRequestException: insights are not made here */
export function refuseInsights(
  configuration: InsightsConfiguration | undefined,
): void {
  if (configuration?.InsightsEnabled || configuration?.NotificationsEnabled)
    throw fault(
      InvalidRequestException,
      "InsightsConfiguration: insights are not built.",
    );
}

/** @throws Fault InvalidRequestException */
export function checkedFilter(text: string): Expression {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw fault(InvalidRequestException, parsed.message);
  return parsed.expression;
}

/** Whether traces match a request's expression, which may name groups. */
export async function traceFilter(
  text: string | undefined,
  ctx: Context,
): Promise<(trace: Trace) => boolean> {
  if (text === undefined || text === "") return () => true;
  const expression = checkedFilter(text);
  const named = /group\.name/i.test(text)
    ? (await ctx.table(groups).list()).rows
    : [];
  const expressions = new Map(
    named.flatMap(({ name, filterExpression }) =>
      filterExpression ? [[name, checkedFilter(filterExpression)]] : [],
    ),
  );
  return (trace) =>
    matches(expression, trace, (name) => {
      const own = expressions.get(name);
      return own !== undefined && matches(own, trace);
    });
}

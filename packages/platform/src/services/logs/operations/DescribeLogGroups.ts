import {
  DescribeLogGroupsCommand,
  InvalidParameterException,
  type LogGroup as DescribedGroup,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { groupArn, groupResource, namedGroup } from "../log-arn.ts";
import { invalidToken } from "../page-token.ts";
import { logGroups, storedVolumes, type LogGroup } from "../tables.ts";

const PAGE = 50;

export const DescribeLogGroups = operation(DescribeLogGroupsCommand, {
  needs: (_input, ctx) => [allow("logs:DescribeLogGroups", groupResource(ctx))],

  async handle(input, ctx) {
    const { logGroupNamePrefix, logGroupNamePattern } = input;
    if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined)
      throw fault(
        InvalidParameterException,
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
      );
    if (input.logGroupIdentifiers)
      return described(ctx, await groupsOf(ctx, input.logGroupIdentifiers));

    const { rows, nextToken } = await page(
      ctx.table(logGroups),
      {
        limit: input.limit ?? PAGE,
        ...(logGroupNamePrefix === undefined
          ? {}
          : { startsWith: logGroupNamePrefix }),
      },
      input.nextToken,
      invalidToken,
    );
    // Every group is of the standard class; a page may hold fewer groups than were asked for, as AWS's may.
    const wanted = rows.filter(
      ({ logGroupName }) =>
        (input.logGroupClass ?? "STANDARD") === "STANDARD" &&
        logGroupName.includes(logGroupNamePattern ?? ""),
    );
    return {
      ...(await described(ctx, wanted)),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
});

async function groupsOf(
  ctx: Context,
  identifiers: readonly string[],
): Promise<LogGroup[]> {
  const groups = await Promise.all(
    identifiers.map((logGroupIdentifier) => {
      const place = namedGroup({ logGroupIdentifier }, ctx);
      if (place.accountId !== ctx.accountId || place.region !== ctx.region)
        throw fault(
          InvalidParameterException,
          `${logGroupIdentifier} is not a log group of this account and Region.`,
        );
      return ctx.table(logGroups).get(place.logGroupName);
    }),
  );
  return groups.filter((group) => group !== undefined);
}

async function described(
  ctx: Context,
  groups: readonly LogGroup[],
): Promise<{ logGroups: DescribedGroup[] }> {
  return {
    logGroups: await Promise.all(groups.map((g) => description(ctx, g))),
  };
}

async function description(
  ctx: Context,
  group: LogGroup,
): Promise<DescribedGroup> {
  const { logGroupName, id, createdAt, retentionInDays } = group;
  const volumes = await ctx.table(storedVolumes).list({ prefix: [id] });
  const logGroupArn = groupArn(ctx, logGroupName);
  return {
    logGroupName,
    creationTime: createdAt,
    ...(retentionInDays === undefined ? {} : { retentionInDays }),
    metricFilterCount: group.metricFilters ?? 0,
    arn: `${logGroupArn}:*`,
    logGroupArn,
    storedBytes: Math.max(
      volumes.rows.reduce((sum, { bytes }) => sum + bytes, 0),
      0,
    ),
    logGroupClass: "STANDARD",
    deletionProtectionEnabled: group.deletionProtected ?? false,
  };
}

import {
  InvalidParameterException,
  LimitExceededException,
  PutSubscriptionFilterCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { parseArn } from "../../../core/arn.ts";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { refuseCentralized } from "../derived/centralized.ts";
import { callFunction, type Subscribed } from "../derived/subscriptions.ts";
import { subscriptionFilters } from "../derived/tables.ts";
import { usablePattern } from "../filter/usable-pattern.ts";
import { groupResource } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { logGroups } from "../tables.ts";

const FILTERS_AT_MOST = 2;

/** Only functions of the same account subscribe here; the function's policy must let CloudWatch Logs call it. */
export const PutSubscriptionFilter = operation(PutSubscriptionFilterCommand, {
  needs: async ({ logGroupName, roleArn }, ctx) => [
    allow(
      "logs:PutSubscriptionFilter",
      groupResource(ctx, logGroupName),
      await groupTagKeys(ctx, logGroupName),
    ),
    ...(roleArn === undefined
      ? []
      : [
          allow("iam:PassRole", roleArn, {
            "iam:PassedToService": "logs.amazonaws.com",
          }),
        ]),
  ],

  async handle(input, ctx) {
    const { logGroupName, filterName, filterPattern, destinationArn } = input;
    refuseCentralized(input);
    usablePattern(filterPattern);
    const group = await existingGroup(ctx, logGroupName);
    checkDestination(input, ctx);
    await tryDestination({ ...input, logStreamName: "", events: [] }, ctx);
    const rows = ctx.table(subscriptionFilters);
    const known = await rows.get(logGroupName, filterName);
    const count = (group.subscriptionFilters ?? 0) + (known ? 0 : 1);
    if (count > FILTERS_AT_MOST)
      throw fault(LimitExceededException, "Resource limit exceeded.");
    await rows.put({
      logGroupName,
      filterName,
      filterPattern,
      destinationArn,
      createdAt: known?.createdAt ?? ctx.now(),
    });
    if (!known)
      await ctx.table(logGroups).put({ ...group, subscriptionFilters: count });
    return {};
  },
});

function checkDestination(
  {
    destinationArn,
    roleArn,
    distribution,
  }: {
    destinationArn: string;
    roleArn?: string | undefined;
    distribution?: string | undefined;
  },
  ctx: Context,
): void {
  const parsed = parseArn(destinationArn);
  if (parsed?.service !== "lambda" || !/^function:./.test(parsed.resource))
    throw fault(
      InvalidParameterException,
      `The destination ${destinationArn} is not offered; only functions are.`,
    );
  if (parsed.accountId !== ctx.accountId || parsed.region !== ctx.region)
    throw fault(
      InvalidParameterException,
      "The function must be of the account and Region of the log group.",
    );
  if (roleArn !== undefined)
    throw fault(
      InvalidParameterException,
      "destinationArn for vendor lambda cannot be used with roleArn",
    );
  if (distribution === "Random")
    throw fault(
      InvalidParameterException,
      "The distribution can be set for Kinesis data streams only.",
    );
}

async function tryDestination(
  subscription: Subscribed,
  ctx: Context,
): Promise<void> {
  try {
    await callFunction(subscription, "DryRun", ctx);
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    throw fault(
      InvalidParameterException,
      "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.",
    );
  }
}

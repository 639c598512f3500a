import {
  InvalidParameterException,
  LimitExceededException,
  PutMetricFilterCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { metricFilters } from "../derived/tables.ts";
import { checkTransformation } from "../derived/transformation.ts";
import { usablePattern } from "../filter/usable-pattern.ts";
import { refuseCentralized } from "../derived/centralized.ts";
import { groupResource } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { logGroups } from "../tables.ts";

const FILTERS_AT_MOST = 100;

/** Events that come from now on make metrics; those before do not. */
export const PutMetricFilter = operation(PutMetricFilterCommand, {
  needs: async ({ logGroupName }, ctx) => [
    allow(
      "logs:PutMetricFilter",
      groupResource(ctx, logGroupName),
      await groupTagKeys(ctx, logGroupName),
    ),
  ],

  async handle(input, ctx) {
    const { logGroupName, filterName, filterPattern } = input;
    refuseCentralized(input);
    usablePattern(filterPattern);
    const [transformation] = input.metricTransformations;
    if (!transformation)
      throw fault(
        InvalidParameterException,
        "Exactly one metric transformation must be given.",
      );
    checkTransformation(transformation, filterPattern);
    const group = await existingGroup(ctx, logGroupName);
    const rows = ctx.table(metricFilters);
    const known = await rows.get(logGroupName, filterName);
    const count = (group.metricFilters ?? 0) + (known ? 0 : 1);
    if (count > FILTERS_AT_MOST)
      throw fault(LimitExceededException, "Resource limit exceeded.");
    await rows.put({
      logGroupName,
      filterName,
      filterPattern,
      transformation,
      createdAt: known?.createdAt ?? ctx.now(),
    });
    if (!known)
      await ctx.table(logGroups).put({ ...group, metricFilters: count });
    return {};
  },
});

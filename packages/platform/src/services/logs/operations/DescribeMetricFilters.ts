import {
  DescribeMetricFiltersCommand,
  InvalidParameterException,
  type MetricFilter,
} from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { metricFilters, type MetricFilterRow } from "../derived/tables.ts";
import { groupResource } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { invalidToken } from "../page-token.ts";

const PAGE = 50;

/** The filters of one group, or of all; a prefix counts for one group only. */
export const DescribeMetricFilters = operation(DescribeMetricFiltersCommand, {
  needs: async ({ logGroupName }, ctx) => [
    allow(
      "logs:DescribeMetricFilters",
      groupResource(ctx, logGroupName ?? "*"),
      logGroupName === undefined ? {} : await groupTagKeys(ctx, logGroupName),
    ),
  ],

  async handle(input, ctx) {
    const { logGroupName, filterNamePrefix, metricName, metricNamespace } =
      input;
    if ((metricName === undefined) !== (metricNamespace === undefined))
      throw fault(
        InvalidParameterException,
        "metricName and metricNamespace must be given together.",
      );
    if (logGroupName !== undefined) await existingGroup(ctx, logGroupName);
    const { rows, nextToken } = await filteredPage(
      ctx.table(metricFilters),
      {
        limit: input.limit ?? PAGE,
        prefix: logGroupName === undefined ? [] : [logGroupName],
        ...(logGroupName === undefined || filterNamePrefix === undefined
          ? {}
          : { startsWith: filterNamePrefix }),
      },
      ({ transformation }) =>
        metricName === undefined ||
        (transformation.metricName === metricName &&
          transformation.metricNamespace === metricNamespace),
      input.nextToken,
      invalidToken,
    );
    return {
      metricFilters: rows.map(described),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
});

function described(filter: MetricFilterRow): MetricFilter {
  const { transformation, createdAt, ...rest } = filter;
  return {
    ...rest,
    metricTransformations: [transformation],
    creationTime: createdAt,
    applyOnTransformedLogs: false,
  };
}

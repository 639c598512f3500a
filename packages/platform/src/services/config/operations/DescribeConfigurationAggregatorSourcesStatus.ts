import { DescribeConfigurationAggregatorSourcesStatusCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import {
  existingAggregator,
  needOnAggregator,
} from "../aggregators/aggregators.ts";
import { sourcesOf } from "../aggregators/sources.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 100;

/** Sources are looked at when they are asked for: those that let the aggregator in are always up to date. */
export const DescribeConfigurationAggregatorSourcesStatus = operation(
  DescribeConfigurationAggregatorSourcesStatusCommand,
  {
    needs: needOnAggregator(
      "config:DescribeConfigurationAggregatorSourcesStatus",
    ),

    async handle(
      {
        ConfigurationAggregatorName: name,
        UpdateStatus = [],
        Limit,
        NextToken,
      },
      ctx,
    ) {
      const sources = await sourcesOf(await existingAggregator(name, ctx), ctx);
      const statuses = sources.map(({ place, kind, refused }) => ({
        SourceId: place.accountId,
        SourceType: kind,
        AwsRegion: place.region,
        LastUpdateStatus: refused
          ? ("FAILED" as const)
          : ("SUCCEEDED" as const),
        LastUpdateTime: new Date(ctx.now()),
        ...(refused
          ? {
              LastErrorCode: refused.code,
              LastErrorMessage: refused.message,
            }
          : {}),
      }));
      const wanted = statuses.filter(
        ({ LastUpdateStatus }) =>
          UpdateStatus.length === 0 || UpdateStatus.includes(LastUpdateStatus),
      );
      const { items, nextToken } = pageOf(wanted, Limit || PAGE, NextToken);
      return { AggregatedSourceStatusList: items, ...more(nextToken) };
    },
  },
);

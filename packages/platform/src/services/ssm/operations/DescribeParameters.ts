import {
  DescribeParametersCommand,
  InvalidNextToken,
} from "@aws-sdk/client-ssm";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { DESCRIBED, wantedBy, wantedByOld } from "../filters.ts";
import { shownMetadata } from "../metadata.ts";
import { invalid } from "../refusal.ts";
import { parameterArn, parameters } from "../tables.ts";

const PAGE = 50;

export const DescribeParameters = operation(DescribeParametersCommand, {
  needs: () => [allow("ssm:DescribeParameters", "*")],

  async handle(request, ctx) {
    const { Filters = [], ParameterFilters, MaxResults, Shared } = request;
    if (Filters.length > 0 && ParameterFilters?.length)
      throw invalid(
        "You can use either Filters or ParameterFilters in a single request.",
      );
    if (Shared) return { Parameters: [] };
    const wanted = ParameterFilters?.length
      ? wantedBy(ParameterFilters, DESCRIBED)
      : wantedByOld(Filters);
    const { rows, nextToken } = await filteredPage(
      ctx.table(parameters),
      { limit: MaxResults ?? PAGE },
      wanted,
      request.NextToken,
      () => fault(InvalidNextToken, "The specified token isn't valid."),
    );
    return {
      Parameters: rows.map((row) => ({
        ...shownMetadata(row),
        ARN: parameterArn(ctx, row.name),
      })),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});

import {
  GetParameterHistoryCommand,
  InvalidNextToken,
} from "@aws-sdk/client-ssm";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { shownMetadata } from "../metadata.ts";
import { labelsOf } from "../labels.ts";
import { onParameter, wholeParameter } from "../parameter.ts";
import { versions } from "../tables.ts";

const PAGE = 50;

export const GetParameterHistory = operation(GetParameterHistoryCommand, {
  needs: async ({ Name }, ctx) => [
    await onParameter("GetParameterHistory", Name, ctx),
  ],

  async handle({ Name, MaxResults, NextToken }, ctx) {
    const { parameter, place } = await wholeParameter(Name, ctx);
    const { rows, nextToken } = await page(
      ctx.table(versions, place),
      { prefix: [parameter.name], limit: MaxResults ?? PAGE },
      NextToken,
      () => fault(InvalidNextToken, "The specified token isn't valid."),
    );
    return {
      Parameters: rows.map((row) => ({
        ...shownMetadata(row),
        Value: row.value,
        Labels: labelsOf(parameter.labels, row.version),
      })),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});

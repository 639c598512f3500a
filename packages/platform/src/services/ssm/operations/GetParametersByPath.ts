import {
  GetParametersByPathCommand,
  InvalidNextToken,
} from "@aws-sdk/client-ssm";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { UNDER_A_PATH, wantedBy } from "../filters.ts";
import { checkPath, isBelow } from "../name.ts";
import { selectedVersion, shownParameter } from "../parameter.ts";
import { parameterArn, parameters } from "../tables.ts";

const PAGE = 10;

/** Who may read a path may read all below it, as in AWS. */
export const GetParametersByPath = operation(GetParametersByPathCommand, {
  needs: ({ Path, Recursive = false }, ctx) => [
    allow(
      "ssm:GetParametersByPath",
      parameterArn(ctx, Path.replace(/(?<=.)\/$/, "")),
      { "ssm:Recursive": String(Recursive) },
    ),
  ],

  async handle(request, ctx) {
    const { Path, Recursive = false, ParameterFilters, MaxResults } = request;
    checkPath(Path);
    const wanted = wantedBy(ParameterFilters, UNDER_A_PATH);
    const label = ParameterFilters?.find(({ Key }) => Key === "Label");
    const { rows, nextToken } = await filteredPage(
      ctx.table(parameters),
      { limit: MaxResults ?? PAGE, ...(Path === "/" ? {} : below(Path)) },
      (row) => isBelow(row.name, Path, Recursive) && wanted(row),
      request.NextToken,
      () => fault(InvalidNextToken, "The specified token isn't valid."),
    );
    const Parameters = rows.map(async (parameter) => {
      const selector = label?.Values?.find((value) =>
        Object.hasOwn(parameter.labels, value),
      );
      const found = { parameter, place: ctx, selector };
      return shownParameter(await selectedVersion(found, ctx), ctx, selector);
    });
    return {
      Parameters: await Promise.all(Parameters),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});

const below = (path: string) => ({
  startsWith: path.endsWith("/") ? path : `${path}/`,
});

import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { configurationOf } from "../configuration.ts";
import { invalidMarker, pageSize } from "../page-marker.ts";
import { functions, LATEST, versions, type VersionRow } from "../tables.ts";

/** Without `FunctionVersion=ALL` the answer holds each function's `$LATEST`. */
export const ListFunctions = operation(ListFunctionsCommand, {
  audit: { eventName: "ListFunctions20150331" },

  needs: () => [allow("lambda:ListFunctions", "*")],

  async handle({ FunctionVersion, Marker, MaxItems }, ctx) {
    const limit = pageSize(MaxItems);
    const all = ctx.table(versions);
    let found: readonly (VersionRow | undefined)[];
    let NextMarker: string | undefined;
    if (FunctionVersion === "ALL") {
      const listed = await page(all, { limit }, Marker, invalidMarker);
      found = listed.rows;
      NextMarker = listed.nextToken;
    } else {
      const listed = await page(
        ctx.table(functions),
        { limit },
        Marker,
        invalidMarker,
      );
      NextMarker = listed.nextToken;
      found = await Promise.all(
        listed.rows.map(({ functionName }) => all.get(functionName, LATEST)),
      );
    }
    return {
      Functions: found.flatMap((row) =>
        row
          ? [
              configurationOf(
                row,
                ctx,
                FunctionVersion === "ALL" && row.version === LATEST
                  ? "$LATEST"
                  : undefined,
              ),
            ]
          : [],
      ),
      ...(NextMarker === undefined ? {} : { NextMarker }),
    };
  },
});

import { ListTypeVersionsCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { everHookOf, hookOf } from "../registry/known-type.ts";
import { pageOf } from "../registry/pages.ts";
import { hookArn, hookVersions } from "../registry/tables.ts";

export const ListTypeVersions = operation(ListTypeVersionsCommand, {
  needs: () => [allow("cloudformation:ListTypeVersions", "*")],

  async handle(input, ctx) {
    const isDeprecated = input.DeprecatedStatus === "DEPRECATED";
    const { typeName, defaultVersionId } = isDeprecated
      ? await everHookOf(input, ctx)
      : await hookOf(input, ctx);
    const { rows } = await ctx.table(hookVersions).list({ prefix: [typeName] });
    const wanted = rows.filter(({ deprecated }) => deprecated === isDeprecated);
    const { items, NextToken } = pageOf(wanted, input);
    return {
      TypeVersionSummaries: items.map((row) => ({
        Type: "HOOK",
        TypeName: typeName,
        VersionId: row.versionId,
        IsDefaultVersion: row.versionId === defaultVersionId,
        Arn: hookArn(ctx, typeName, row.versionId),
        TimeCreated: new Date(row.createdAt),
        Description: row.description,
      })),
      ...(NextToken === undefined ? {} : { NextToken }),
    };
  },
});

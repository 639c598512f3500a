import { ListImportsCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { invalid } from "../stack.ts";
import { imports, stacks } from "../tables.ts";

const PAGE = 100;

export const ListImports = operation(ListImportsCommand, {
  needs: () => [allow("cloudformation:ListImports", "*")],

  async handle({ ExportName, NextToken }, ctx) {
    const { rows, nextToken } = await page(
      ctx.table(imports),
      { prefix: [ExportName], limit: PAGE },
      NextToken,
      () => invalid("NextToken is not valid."),
    );
    if (rows.length === 0)
      throw invalid(`Export '${ExportName}' is not imported by any stack.`);
    const users = await Promise.all(
      rows.map(({ stackId }) => ctx.table(stacks).get(stackId)),
    );
    return {
      Imports: users.flatMap((stack) => stack?.name ?? []),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});

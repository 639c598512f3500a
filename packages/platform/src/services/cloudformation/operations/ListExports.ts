import { ListExportsCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { invalid } from "../stack.ts";
import { exported, stackArn, stacks } from "../tables.ts";

const PAGE = 100;

export const ListExports = operation(ListExportsCommand, {
  needs: () => [allow("cloudformation:ListExports", "*")],

  async handle({ NextToken }, ctx) {
    const { rows, nextToken } = await page(
      ctx.table(exported),
      { limit: PAGE },
      NextToken,
      () => invalid("NextToken is not valid."),
    );
    const Exports = await Promise.all(
      rows.map(async ({ name, value, stackId }) => {
        const stack = await ctx.table(stacks).get(stackId);
        return {
          ExportingStackId: stack && stackArn(ctx, stack),
          Name: name,
          Value: value,
        };
      }),
    );
    return {
      Exports,
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});

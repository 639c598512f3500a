import { ListChangeSetsCommand } from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { changeSetArn } from "../change-set.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { changeSets, stackArn } from "../tables.ts";

const PAGE = 100;

export const ListChangeSets = operation(ListChangeSetsCommand, {
  needs: async ({ StackName }, ctx) => [
    await onStack("ListChangeSets", StackName, ctx),
  ],

  async handle({ StackName, NextToken }, ctx) {
    const stack = await stackOf(StackName, ctx);
    const { rows, nextToken } = await page(
      ctx.table(changeSets),
      { prefix: [stack.id], limit: PAGE },
      NextToken,
      () => invalid("NextToken is not valid."),
    );
    return {
      Summaries: rows.map((row) => ({
        StackId: stackArn(ctx, stack),
        StackName: stack.name,
        ChangeSetId: changeSetArn(ctx, row),
        ChangeSetName: row.name,
        ExecutionStatus: row.executionStatus,
        Status: row.status,
        StatusReason: row.statusReason,
        CreationTime: new Date(row.createdAt),
        Description: row.description,
      })),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});

import { ListGroupsCommand } from "@aws-sdk/client-iam";
import { groups } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { groupArn, shownGroup } from "../groups.ts";
import { pageOfRows } from "../marker.ts";

export const ListGroups = operation(ListGroupsCommand, {
  needs: ({ PathPrefix }, ctx) => [
    allow("iam:ListGroups", groupArn(ctx, "", PathPrefix)),
  ],

  async handle({ PathPrefix = "/", ...paging }, ctx) {
    const { items, ends } = await pageOfRows(
      ctx.table(groups),
      paging,
      ({ path }) => path.startsWith(PathPrefix),
    );
    return { Groups: items.map(shownGroup), ...ends };
  },
});

import { ListUsersCommand } from "@aws-sdk/client-iam";
import { users } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { pageOfRows } from "../marker.ts";
import { shownUser, userArn } from "../users.ts";

export const ListUsers = operation(ListUsersCommand, {
  needs: ({ PathPrefix }, ctx) => [
    allow("iam:ListUsers", userArn(ctx, "", PathPrefix)),
  ],

  async handle({ PathPrefix = "/", ...paging }, ctx) {
    const { items, ends } = await pageOfRows(
      ctx.table(users),
      paging,
      ({ path }) => path.startsWith(PathPrefix),
    );
    return { Users: items.map(shownUser), ...ends };
  },
});

import { ListRolesCommand } from "@aws-sdk/client-iam";
import { roles } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { pageOfRows } from "../marker.ts";
import { roleArn, shownRole } from "../roles.ts";

export const ListRoles = operation(ListRolesCommand, {
  needs: ({ PathPrefix }, ctx) => [
    allow("iam:ListRoles", roleArn(ctx, "", PathPrefix)),
  ],

  async handle({ PathPrefix = "/", ...paging }, ctx) {
    const { items, ends } = await pageOfRows(
      ctx.table(roles),
      paging,
      ({ path }) => path.startsWith(PathPrefix),
    );
    return {
      Roles: await Promise.all(items.map((role) => shownRole(role, ctx))),
      ...ends,
    };
  },
});

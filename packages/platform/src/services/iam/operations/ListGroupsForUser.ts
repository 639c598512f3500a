import { ListGroupsForUserCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { groupNamed, shownGroup } from "../groups.ts";
import { pageOfItems } from "../marker.ts";
import { onUser, userNamed } from "../users.ts";

export const ListGroupsForUser = operation(ListGroupsForUserCommand, {
  needs: ({ UserName }, ctx) => onUser("ListGroupsForUser", UserName, ctx),

  async handle({ UserName, ...paging }, ctx) {
    const user = await userNamed(UserName, ctx);
    const { items, ends } = pageOfItems(user.groups, (name) => name, paging);
    const found = await Promise.all(items.map((name) => groupNamed(name, ctx)));
    return { Groups: found.map(shownGroup), ...ends };
  },
});

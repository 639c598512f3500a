import { GetGroupCommand } from "@aws-sdk/client-iam";
import { nameKey, users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { groupNamed, onGroup, shownGroup } from "../groups.ts";
import { pageOfRows } from "../marker.ts";
import { shownUser } from "../users.ts";

/** A group with its members. */
export const GetGroup = operation(GetGroupCommand, {
  needs: ({ GroupName }, ctx) => onGroup("GetGroup", GroupName, ctx),

  async handle({ GroupName, ...paging }, ctx) {
    const group = await groupNamed(GroupName, ctx);
    const { items, ends } = await pageOfRows(
      ctx.table(users),
      paging,
      () => true,
      {
        index: "byGroup",
        prefix: [nameKey(GroupName)],
      },
    );
    return { Group: shownGroup(group), Users: items.map(shownUser), ...ends };
  },
});

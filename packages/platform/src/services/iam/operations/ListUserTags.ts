import { ListUserTagsCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { pageOfItems } from "../marker.ts";
import { onUser, userNamed } from "../users.ts";
import { tagList } from "../tags.ts";

export const ListUserTags = operation(ListUserTagsCommand, {
  needs: ({ UserName }, ctx) => onUser("ListUserTags", UserName, ctx),

  async handle({ UserName, ...paging }, ctx) {
    const { tags } = await userNamed(UserName, ctx);
    const { items, ends } = pageOfItems(
      tagList(tags),
      ({ Key }) => Key,
      paging,
    );
    return { Tags: [...items], ...ends };
  },
});

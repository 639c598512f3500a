import { ListRoleTagsCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { pageOfItems } from "../marker.ts";
import { onRole, roleNamed } from "../roles.ts";
import { tagList } from "../tags.ts";

export const ListRoleTags = operation(ListRoleTagsCommand, {
  needs: ({ RoleName }, ctx) => onRole("ListRoleTags", RoleName, ctx),

  async handle({ RoleName, ...paging }, ctx) {
    const { tags } = await roleNamed(RoleName, ctx);
    const { items, ends } = pageOfItems(
      tagList(tags),
      ({ Key }) => Key,
      paging,
    );
    return { Tags: [...items], ...ends };
  },
});

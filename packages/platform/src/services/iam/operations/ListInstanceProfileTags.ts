import { ListInstanceProfileTagsCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { pageOfItems } from "../marker.ts";
import { onProfile, profileNamed } from "../instance-profiles.ts";
import { tagList } from "../tags.ts";

export const ListInstanceProfileTags = operation(
  ListInstanceProfileTagsCommand,
  {
    needs: ({ InstanceProfileName }, ctx) =>
      onProfile("ListInstanceProfileTags", InstanceProfileName, ctx),

    async handle({ InstanceProfileName, ...paging }, ctx) {
      const { tags } = await profileNamed(InstanceProfileName, ctx);
      const { items, ends } = pageOfItems(
        tagList(tags),
        ({ Key }) => Key,
        paging,
      );
      return { Tags: [...items], ...ends };
    },
  },
);

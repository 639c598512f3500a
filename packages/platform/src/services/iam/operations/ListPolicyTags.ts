import { ListPolicyTagsCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { pageOfItems } from "../marker.ts";
import { onPolicy, policyNamed } from "../policies.ts";
import { tagList } from "../tags.ts";

export const ListPolicyTags = operation(ListPolicyTagsCommand, {
  needs: ({ PolicyArn }, ctx) => onPolicy("ListPolicyTags", PolicyArn, ctx),

  async handle({ PolicyArn, ...paging }, ctx) {
    const { tags } = await policyNamed(PolicyArn, ctx);
    const { items, ends } = pageOfItems(
      tagList(tags),
      ({ Key }) => Key,
      paging,
    );
    return { Tags: [...items], ...ends };
  },
});

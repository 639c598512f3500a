import { ListOpenIDConnectProviderTagsCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { pageOfItems } from "../marker.ts";
import { onProvider, ownProvider } from "../oidc-providers.ts";
import { tagList } from "../tags.ts";

export const ListOpenIDConnectProviderTags = operation(
  ListOpenIDConnectProviderTagsCommand,
  {
    needs: ({ OpenIDConnectProviderArn }, ctx) =>
      onProvider(
        "ListOpenIDConnectProviderTags",
        OpenIDConnectProviderArn,
        ctx,
      ),

    async handle({ OpenIDConnectProviderArn, ...paging }, ctx) {
      const { tags } = await ownProvider(OpenIDConnectProviderArn, ctx);
      const { items, ends } = pageOfItems(
        tagList(tags),
        ({ Key }) => Key,
        paging,
      );
      return { Tags: [...items], ...ends };
    },
  },
);

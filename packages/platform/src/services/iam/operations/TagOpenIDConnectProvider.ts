import { TagOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { oidcProviders } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { onProvider, ownProvider } from "../oidc-providers.ts";
import { tagged } from "../tags.ts";

export const TagOpenIDConnectProvider = operation(
  TagOpenIDConnectProviderCommand,
  {
    needs: ({ OpenIDConnectProviderArn, Tags }, ctx) =>
      onProvider(
        "TagOpenIDConnectProvider",
        OpenIDConnectProviderArn,
        ctx,
        requestTagKeys(Tags),
      ),

    async handle({ OpenIDConnectProviderArn, Tags }, ctx) {
      const provider = await ownProvider(OpenIDConnectProviderArn, ctx);
      await ctx.table(oidcProviders).put({
        ...provider,
        tags: tagged(provider.tags, Tags),
      });
      return {};
    },
  },
);

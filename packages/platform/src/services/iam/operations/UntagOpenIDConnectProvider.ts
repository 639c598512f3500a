import { UntagOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { oidcProviders } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onProvider, ownProvider } from "../oidc-providers.ts";
import { untagged } from "../tags.ts";

export const UntagOpenIDConnectProvider = operation(
  UntagOpenIDConnectProviderCommand,
  {
    needs: ({ OpenIDConnectProviderArn, TagKeys }, ctx) =>
      onProvider("UntagOpenIDConnectProvider", OpenIDConnectProviderArn, ctx, {
        "aws:TagKeys": TagKeys,
      }),

    async handle({ OpenIDConnectProviderArn, TagKeys }, ctx) {
      const provider = await ownProvider(OpenIDConnectProviderArn, ctx);
      await ctx.table(oidcProviders).put({
        ...provider,
        tags: untagged(provider.tags, TagKeys),
      });
      return {};
    },
  },
);

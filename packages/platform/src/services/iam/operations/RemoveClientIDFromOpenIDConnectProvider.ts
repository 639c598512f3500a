import { RemoveClientIDFromOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { oidcProviders } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onProvider, ownProvider } from "../oidc-providers.ts";

export const RemoveClientIDFromOpenIDConnectProvider = operation(
  RemoveClientIDFromOpenIDConnectProviderCommand,
  {
    needs: ({ OpenIDConnectProviderArn }, ctx) =>
      onProvider(
        "RemoveClientIDFromOpenIDConnectProvider",
        OpenIDConnectProviderArn,
        ctx,
      ),

    async handle({ OpenIDConnectProviderArn, ClientID }, ctx) {
      const provider = await ownProvider(OpenIDConnectProviderArn, ctx);
      await ctx.table(oidcProviders).put({
        ...provider,
        clientIds: provider.clientIds.filter((id) => id !== ClientID),
      });
      return {};
    },
  },
);

import { AddClientIDToOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { oidcProviders } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { checkedClients, onProvider, ownProvider } from "../oidc-providers.ts";

export const AddClientIDToOpenIDConnectProvider = operation(
  AddClientIDToOpenIDConnectProviderCommand,
  {
    needs: ({ OpenIDConnectProviderArn }, ctx) =>
      onProvider(
        "AddClientIDToOpenIDConnectProvider",
        OpenIDConnectProviderArn,
        ctx,
      ),

    async handle({ OpenIDConnectProviderArn, ClientID }, ctx) {
      const provider = await ownProvider(OpenIDConnectProviderArn, ctx);
      await ctx.table(oidcProviders).put({
        ...provider,
        clientIds: checkedClients([...provider.clientIds, ClientID]),
      });
      return {};
    },
  },
);

import { DeleteOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { oidcProviders } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onProvider, ownProvider } from "../oidc-providers.ts";

/** Trusts an issuer no longer: roles that name it cannot be assumed with its tokens. */
export const DeleteOpenIDConnectProvider = operation(
  DeleteOpenIDConnectProviderCommand,
  {
    needs: ({ OpenIDConnectProviderArn }, ctx) =>
      onProvider("DeleteOpenIDConnectProvider", OpenIDConnectProviderArn, ctx),

    async handle({ OpenIDConnectProviderArn }, ctx) {
      const { issuer } = await ownProvider(OpenIDConnectProviderArn, ctx);
      await ctx.table(oidcProviders).delete(issuer);
      return {};
    },
  },
);

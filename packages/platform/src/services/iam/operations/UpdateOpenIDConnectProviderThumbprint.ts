import { UpdateOpenIDConnectProviderThumbprintCommand } from "@aws-sdk/client-iam";
import { oidcProviders } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import {
  checkedThumbprints,
  onProvider,
  ownProvider,
} from "../oidc-providers.ts";

export const UpdateOpenIDConnectProviderThumbprint = operation(
  UpdateOpenIDConnectProviderThumbprintCommand,
  {
    needs: ({ OpenIDConnectProviderArn }, ctx) =>
      onProvider(
        "UpdateOpenIDConnectProviderThumbprint",
        OpenIDConnectProviderArn,
        ctx,
      ),

    async handle({ OpenIDConnectProviderArn, ThumbprintList }, ctx) {
      const provider = await ownProvider(OpenIDConnectProviderArn, ctx);
      await ctx.table(oidcProviders).put({
        ...provider,
        thumbprints: checkedThumbprints(ThumbprintList),
      });
      return {};
    },
  },
);

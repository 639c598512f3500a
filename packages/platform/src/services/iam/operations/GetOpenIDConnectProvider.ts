import { GetOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { onProvider, ownProvider } from "../oidc-providers.ts";
import { tagsIfAny } from "../tags.ts";
import { wholeSeconds } from "../whole-seconds.ts";

export const GetOpenIDConnectProvider = operation(
  GetOpenIDConnectProviderCommand,
  {
    needs: ({ OpenIDConnectProviderArn }, ctx) =>
      onProvider("GetOpenIDConnectProvider", OpenIDConnectProviderArn, ctx),

    async handle({ OpenIDConnectProviderArn }, ctx) {
      const provider = await ownProvider(OpenIDConnectProviderArn, ctx);
      return {
        // IAM shows the URL without its scheme.
        Url: provider.issuer,
        ClientIDList: [...provider.clientIds],
        ThumbprintList: [...provider.thumbprints],
        CreateDate: wholeSeconds(provider.createdAt),
        ...tagsIfAny(provider.tags),
      };
    },
  },
);

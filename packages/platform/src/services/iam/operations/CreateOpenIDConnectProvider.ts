import {
  CreateOpenIDConnectProviderCommand,
  EntityAlreadyExistsException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { oidcProviders } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import {
  checkedClients,
  checkedThumbprints,
  issuerIn,
  providerArn,
} from "../oidc-providers.ts";
import { newTags, tagsIfAny } from "../tags.ts";

/** Trusts an issuer. Its certificate is not fetched for a thumbprint, as AWS does: those that the system trusts need none. */
export const CreateOpenIDConnectProvider = operation(
  CreateOpenIDConnectProviderCommand,
  {
    needs: ({ Url, Tags }, ctx) => {
      const arn = providerArn(ctx, issuerIn(Url).issuer);
      const tags = requestTagKeys(Tags);
      return [
        allow("iam:CreateOpenIDConnectProvider", arn, tags),
        ...(Tags?.length
          ? [allow("iam:TagOpenIDConnectProvider", arn, tags)]
          : []),
      ];
    },

    async handle({ Url, ClientIDList = [], ThumbprintList = [], Tags }, ctx) {
      const { issuer, scheme } = issuerIn(Url);
      if (await ctx.table(oidcProviders).get(issuer))
        throw fault(
          EntityAlreadyExistsException,
          `Provider with url ${Url} already exists.`,
        );
      const provider = {
        issuer,
        scheme,
        arn: providerArn(ctx, issuer),
        clientIds: checkedClients(ClientIDList),
        thumbprints: checkedThumbprints(ThumbprintList),
        createdAt: ctx.now(),
        tags: newTags(Tags),
      };
      await ctx.table(oidcProviders).put(provider);
      return {
        OpenIDConnectProviderArn: provider.arn,
        ...tagsIfAny(provider.tags),
      };
    },
  },
);

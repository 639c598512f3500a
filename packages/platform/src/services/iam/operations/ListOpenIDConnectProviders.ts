import { ListOpenIDConnectProvidersCommand } from "@aws-sdk/client-iam";
import { oidcProviders } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";

export const ListOpenIDConnectProviders = operation(
  ListOpenIDConnectProvidersCommand,
  {
    needs: () => [allow("iam:ListOpenIDConnectProviders", "*")],

    async handle(_input, ctx) {
      const { rows } = await ctx.table(oidcProviders).list();
      return {
        OpenIDConnectProviderList: rows.map(({ arn: Arn }) => ({ Arn })),
      };
    },
  },
);

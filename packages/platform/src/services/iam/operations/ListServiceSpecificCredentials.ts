import { ListServiceSpecificCredentialsCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { keyHolder, onKeyHolder } from "../access-keys.ts";

/** Nobody has any: what would make them is not built. Clients ask before they delete a user. */
export const ListServiceSpecificCredentials = operation(
  ListServiceSpecificCredentialsCommand,
  {
    needs: ({ UserName }, ctx) =>
      onKeyHolder("ListServiceSpecificCredentials", UserName, ctx),

    async handle({ UserName }, ctx) {
      await keyHolder(UserName, ctx);
      return { ServiceSpecificCredentials: [] };
    },
  },
);

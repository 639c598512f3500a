import { ListSigningCertificatesCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { keyHolder, onKeyHolder } from "../access-keys.ts";

/** Nobody has any: what would make signing certificates is not built. Clients ask before they delete a user. */
export const ListSigningCertificates = operation(
  ListSigningCertificatesCommand,
  {
    needs: ({ UserName }, ctx) =>
      onKeyHolder("ListSigningCertificates", UserName, ctx),

    async handle({ UserName }, ctx) {
      await keyHolder(UserName, ctx);
      return { Certificates: [], IsTruncated: false };
    },
  },
);

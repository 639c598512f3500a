import { ListSSHPublicKeysCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { keyHolder, onKeyHolder } from "../access-keys.ts";

/** Nobody has any: what would make SSH public keys is not built. Clients ask before they delete a user. */
export const ListSSHPublicKeys = operation(ListSSHPublicKeysCommand, {
  needs: ({ UserName }, ctx) => onKeyHolder("ListSSHPublicKeys", UserName, ctx),

  async handle({ UserName }, ctx) {
    await keyHolder(UserName, ctx);
    return { SSHPublicKeys: [], IsTruncated: false };
  },
});

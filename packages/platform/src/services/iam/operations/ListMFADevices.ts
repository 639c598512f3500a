import { ListMFADevicesCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { keyHolder, onKeyHolder } from "../access-keys.ts";

/** Nobody has any: what would make MFA devices is not built. Clients ask before they delete a user. */
export const ListMFADevices = operation(ListMFADevicesCommand, {
  needs: ({ UserName }, ctx) => onKeyHolder("ListMFADevices", UserName, ctx),

  async handle({ UserName }, ctx) {
    await keyHolder(UserName, ctx);
    return { MFADevices: [], IsTruncated: false };
  },
});

import { ListVirtualMFADevicesCommand } from "@aws-sdk/client-iam";
import { globalArn } from "../../../core/arn.ts";
import { allow, operation } from "../../../core/operation.ts";

/** There are none: what would make them is not built. Clients ask before they delete a user. */
export const ListVirtualMFADevices = operation(ListVirtualMFADevicesCommand, {
  needs: (_input, ctx) => [
    allow("iam:ListVirtualMFADevices", globalArn("iam", ctx.accountId, "mfa/")),
  ],

  async handle() {
    return { VirtualMFADevices: [], IsTruncated: false };
  },
});

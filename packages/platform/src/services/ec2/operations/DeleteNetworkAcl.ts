import { DeleteNetworkAclCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { networkAcls } from "../../../core/network/tables.ts";
import { hasDependencies } from "../dependencies.ts";
import { known, on } from "../kind.ts";
import { networkAcl as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const DeleteNetworkAcl = ec2Operation(DeleteNetworkAclCommand, {
  needs: async ({ NetworkAclId }, ctx) => [
    await on("DeleteNetworkAcl", kind, NetworkAclId, ctx),
  ],

  async handle({ NetworkAclId }, ctx) {
    const { isDefault, associations } = await known(kind, NetworkAclId, ctx);
    if (isDefault)
      throw fault(
        "InvalidParameterValue",
        `cannot delete default network ACL ${NetworkAclId}`,
        400,
      );
    if (associations.length > 0)
      throw hasDependencies("networkAcl", NetworkAclId);
    await ctx.table(networkAcls).delete(NetworkAclId);
    return {};
  },
});

import { CreateNetworkAclCommand } from "@aws-sdk/client-ec2";
import {
  networkAcls,
  type NetworkAclRow,
} from "../../../core/network/tables.ts";
import { madeBefore, remember } from "../client-token.ts";
import { randomId } from "../ids.ts";
import { known, on } from "../kind.ts";
import { networkAcl as kind, vpc as vpcKind } from "../kinds.ts";
import { DENY_ALL } from "../new-vpc.ts";
import { ec2Operation } from "../operation.ts";
import { making, newTags } from "../tags.ts";
import { shownAcl } from "../views/network-acl.ts";

export const CreateNetworkAcl = ec2Operation(CreateNetworkAclCommand, {
  needs: async ({ VpcId, TagSpecifications }, ctx) => [
    ...making("CreateNetworkAcl", kind, TagSpecifications, ctx),
    await on("CreateNetworkAcl", vpcKind, VpcId, ctx),
  ],

  async handle(input, ctx) {
    const before = await madeBefore("CreateNetworkAcl", input, ctx);
    const { vpcId } = await known(vpcKind, input.VpcId, ctx);
    const row: NetworkAclRow =
      before === undefined
        ? {
            networkAclId: randomId("acl-"),
            vpcId,
            isDefault: false,
            entries: DENY_ALL,
            associations: [],
            tags: newTags(kind.type, input.TagSpecifications),
          }
        : await known(kind, before, ctx);
    await ctx.table(networkAcls).put(row);
    await remember("CreateNetworkAcl", input, row.networkAclId, ctx);
    return { NetworkAcl: shownAcl(row, ctx) };
  },
});

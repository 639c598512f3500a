import { DeleteNetworkAclEntryCommand } from "@aws-sdk/client-ec2";
import { networkAcls } from "../../../core/network/tables.ts";
import { checkedNumber, entryNotFound, isSamePlace } from "../acl-entries.ts";
import { known, on } from "../kind.ts";
import { networkAcl as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const DeleteNetworkAclEntry = ec2Operation(
  DeleteNetworkAclEntryCommand,
  {
    needs: async ({ NetworkAclId }, ctx) => [
      await on("DeleteNetworkAclEntry", kind, NetworkAclId, ctx),
    ],

    async handle({ NetworkAclId, RuleNumber, Egress }, ctx) {
      const row = await known(kind, NetworkAclId, ctx);
      const place = { ruleNumber: checkedNumber(RuleNumber), egress: Egress };
      if (!row.entries.some((one) => isSamePlace(one, place)))
        throw entryNotFound(RuleNumber);
      await ctx.table(networkAcls).put({
        ...row,
        entries: row.entries.filter((one) => !isSamePlace(one, place)),
      });
      return {};
    },
  },
);

import { ReplaceNetworkAclEntryCommand } from "@aws-sdk/client-ec2";
import { networkAcls } from "../../../core/network/tables.ts";
import { aclEntry, entryNotFound, isSamePlace } from "../acl-entries.ts";
import { known, on } from "../kind.ts";
import { networkAcl as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const ReplaceNetworkAclEntry = ec2Operation(
  ReplaceNetworkAclEntryCommand,
  {
    needs: async ({ NetworkAclId }, ctx) => [
      await on("ReplaceNetworkAclEntry", kind, NetworkAclId, ctx),
    ],

    async handle(input, ctx) {
      const row = await known(kind, input.NetworkAclId, ctx);
      const entry = aclEntry(input);
      if (!row.entries.some((one) => isSamePlace(one, entry)))
        throw entryNotFound(entry.ruleNumber);
      await ctx.table(networkAcls).put({
        ...row,
        entries: row.entries.map((one) =>
          isSamePlace(one, entry) ? entry : one,
        ),
      });
      return {};
    },
  },
);

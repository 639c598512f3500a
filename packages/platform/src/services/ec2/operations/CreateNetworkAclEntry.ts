import { CreateNetworkAclEntryCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { networkAcls } from "../../../core/network/tables.ts";
import {
  aclEntry,
  byNumber,
  ENTRIES_AT_MOST,
  isSamePlace,
} from "../acl-entries.ts";
import { known, on } from "../kind.ts";
import { networkAcl as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const CreateNetworkAclEntry = ec2Operation(
  CreateNetworkAclEntryCommand,
  {
    needs: async ({ NetworkAclId }, ctx) => [
      await on("CreateNetworkAclEntry", kind, NetworkAclId, ctx),
    ],

    async handle(input, ctx) {
      const row = await known(kind, input.NetworkAclId, ctx);
      const entry = aclEntry(input);
      if (row.entries.some((one) => isSamePlace(one, entry)))
        throw fault(
          "NetworkAclEntryAlreadyExists",
          `The network acl entry identified by ${entry.ruleNumber} already exists.`,
          400,
        );
      const inDirection = row.entries.filter(
        ({ egress }) => egress === entry.egress,
      );
      if (inDirection.length > ENTRIES_AT_MOST)
        throw fault(
          "NetworkAclEntryLimitExceeded",
          "The maximum number of network ACL entries has been reached.",
          400,
        );
      await ctx
        .table(networkAcls)
        .put({ ...row, entries: byNumber([...row.entries, entry]) });
      return {};
    },
  },
);

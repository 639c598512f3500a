import { DescribeManagedPrefixListsCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { everywhere } from "../kind.ts";
import { ec2Operation } from "../operation.ts";

/** There are none: no operation here makes one. */
export const DescribeManagedPrefixLists = ec2Operation(
  DescribeManagedPrefixListsCommand,
  {
    needs: (_, ctx) => everywhere("DescribeManagedPrefixLists", ctx),

    async handle({ PrefixListIds = [] }) {
      const [id] = PrefixListIds;
      if (id !== undefined)
        throw fault(
          "InvalidPrefixListID.NotFound",
          `The prefix list ID '${id}' does not exist`,
          400,
        );
      return { PrefixLists: [] };
    },
  },
);

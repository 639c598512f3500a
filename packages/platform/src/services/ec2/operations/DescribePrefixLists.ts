import { DescribePrefixListsCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { everywhere } from "../kind.ts";
import { ec2Operation } from "../operation.ts";

/** There are none: services are reached at the platform's own endpoint, not by routes. */
export const DescribePrefixLists = ec2Operation(DescribePrefixListsCommand, {
  needs: (_, ctx) => everywhere("DescribePrefixLists", ctx),

  async handle({ PrefixListIds = [] }) {
    const [id] = PrefixListIds;
    if (id !== undefined)
      throw fault(
        "InvalidPrefixListId.NotFound",
        `The prefix list ID '${id}' does not exist`,
        400,
      );
    return { PrefixLists: [] };
  },
});

import {
  DestinationParentNotFoundException,
  DuplicateAccountException,
  MoveAccountCommand,
  SourceParentNotFoundException,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import { accountPlaced } from "../../../core/identity/account-placed.ts";
import { organizationNodes } from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asManagement } from "../membership.ts";
import { accountIn, nodeIn } from "../nodes.ts";

/** Moves an account to another unit: from the next request on, other policies bear on it. */
export const MoveAccount = operation(MoveAccountCommand, {
  needs: ({ AccountId, SourceParentId, DestinationParentId }, ctx) =>
    Promise.all(
      [AccountId, SourceParentId, DestinationParentId].map((id) =>
        onNode("MoveAccount", id, ctx),
      ),
    ),

  async handle({ AccountId, SourceParentId, DestinationParentId }, ctx) {
    const organization = await asManagement(ctx);
    const node = await accountIn(organization, AccountId, ctx);
    if (node.parentId !== SourceParentId)
      throw fault(
        SourceParentNotFoundException,
        "You specified a source parent that doesn't exist.",
      );
    await nodeIn(
      organization,
      DestinationParentId,
      ["ROOT", "ORGANIZATIONAL_UNIT"],
      () =>
        fault(
          DestinationParentNotFoundException,
          "You specified a destination parent that doesn't exist.",
        ),
      ctx,
    );
    if (SourceParentId === DestinationParentId)
      throw fault(
        DuplicateAccountException,
        "That account is already present in the specified destination.",
      );
    await ctx
      .table(organizationNodes)
      .put({ ...node, parentId: DestinationParentId });
    ctx.emit(accountPlaced, { orgId: node.orgId, accountId: AccountId });
    return {};
  },
});

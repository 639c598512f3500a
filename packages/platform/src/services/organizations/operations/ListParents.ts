import {
  ListParentsCommand,
  type ParentType,
} from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asAdministrator } from "../membership.ts";
import { childIn } from "../nodes.ts";

/** Every account and unit has one parent. */
export const ListParents = operation(ListParentsCommand, {
  needs: async ({ ChildId }, ctx) => [
    await onNode("ListParents", ChildId, ctx),
  ],

  async handle({ ChildId }, ctx) {
    const organization = await asAdministrator(ctx);
    const { parentId } = await childIn(organization, ChildId, ctx);
    const Type: ParentType =
      parentId === organization.rootId ? "ROOT" : "ORGANIZATIONAL_UNIT";
    return { Parents: [{ Id: parentId, Type }] };
  },
});

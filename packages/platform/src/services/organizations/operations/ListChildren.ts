import { ListChildrenCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asAdministrator } from "../membership.ts";
import { parentIn } from "../nodes.ts";
import { more, pageOfNodes } from "../paging.ts";

export const ListChildren = operation(ListChildrenCommand, {
  needs: async ({ ParentId }, ctx) => [
    await onNode("ListChildren", ParentId, ctx),
  ],

  async handle({ ParentId, ChildType, ...paging }, ctx) {
    const organization = await asAdministrator(ctx);
    await parentIn(organization, ParentId, ctx);
    const { rows, nextToken } = await pageOfNodes(
      "byParent",
      [ParentId, ChildType],
      paging,
      ctx,
    );
    return {
      Children: rows.map(({ id }) => ({ Id: id, Type: ChildType })),
      ...more(nextToken),
    };
  },
});

import { ListOrganizationalUnitsForParentCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asAdministrator } from "../membership.ts";
import { parentIn, shownUnit } from "../nodes.ts";
import { more, pageOfNodes } from "../paging.ts";

export const ListOrganizationalUnitsForParent = operation(
  ListOrganizationalUnitsForParentCommand,
  {
    needs: async ({ ParentId }, ctx) => [
      await onNode("ListOrganizationalUnitsForParent", ParentId, ctx),
    ],

    async handle({ ParentId, ...paging }, ctx) {
      const organization = await asAdministrator(ctx);
      await parentIn(organization, ParentId, ctx);
      const { rows, nextToken } = await pageOfNodes(
        "byParent",
        [ParentId, "ORGANIZATIONAL_UNIT"],
        paging,
        ctx,
      );
      return {
        OrganizationalUnits: await Promise.all(
          rows.map((unit) => shownUnit(organization, unit, ctx)),
        ),
        ...more(nextToken),
      };
    },
  },
);

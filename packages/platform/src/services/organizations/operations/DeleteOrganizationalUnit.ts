import {
  DeleteOrganizationalUnitCommand,
  OrganizationalUnitNotEmptyException,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import { organizationNodes } from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asManagement } from "../membership.ts";
import { unitIn } from "../nodes.ts";

export const DeleteOrganizationalUnit = operation(
  DeleteOrganizationalUnitCommand,
  {
    needs: async ({ OrganizationalUnitId }, ctx) => [
      await onNode("DeleteOrganizationalUnit", OrganizationalUnitId, ctx),
    ],

    async handle({ OrganizationalUnitId }, ctx) {
      const organization = await asManagement(ctx);
      const { id } = await unitIn(organization, OrganizationalUnitId, ctx);
      const nodes = ctx.table(organizationNodes);
      const { rows } = await nodes.list({
        index: "byParent",
        prefix: [id],
        limit: 1,
      });
      if (rows.length > 0)
        throw fault(
          OrganizationalUnitNotEmptyException,
          "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the operation again.",
        );
      await nodes.delete(id);
      return {};
    },
  },
);

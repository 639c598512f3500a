import { UpdateOrganizationalUnitCommand } from "@aws-sdk/client-organizations";
import { organizationNodes } from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asManagement } from "../membership.ts";
import { shownUnit, unitIn } from "../nodes.ts";
import { checkUnitName } from "../unit-names.ts";

export const UpdateOrganizationalUnit = operation(
  UpdateOrganizationalUnitCommand,
  {
    needs: async ({ OrganizationalUnitId }, ctx) => [
      await onNode("UpdateOrganizationalUnit", OrganizationalUnitId, ctx),
    ],

    async handle({ OrganizationalUnitId, Name }, ctx) {
      const organization = await asManagement(ctx);
      const unit = await unitIn(organization, OrganizationalUnitId, ctx);
      const named = { ...unit, name: Name ?? unit.name };
      if (named.name !== unit.name)
        await checkUnitName(named.name, unit.parentId ?? "", ctx);
      await ctx.table(organizationNodes).put(named);
      return { OrganizationalUnit: await shownUnit(organization, named, ctx) };
    },
  },
);

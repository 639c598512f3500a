import { DescribeOrganizationalUnitCommand } from "@aws-sdk/client-organizations";
import { operation } from "../../../core/operation.ts";
import { onNode } from "../arns.ts";
import { asAdministrator } from "../membership.ts";
import { shownUnit, unitIn } from "../nodes.ts";

export const DescribeOrganizationalUnit = operation(
  DescribeOrganizationalUnitCommand,
  {
    needs: async ({ OrganizationalUnitId }, ctx) => [
      await onNode("DescribeOrganizationalUnit", OrganizationalUnitId, ctx),
    ],

    async handle({ OrganizationalUnitId }, ctx) {
      const organization = await asAdministrator(ctx);
      const unit = await unitIn(organization, OrganizationalUnitId, ctx);
      return { OrganizationalUnit: await shownUnit(organization, unit, ctx) };
    },
  },
);

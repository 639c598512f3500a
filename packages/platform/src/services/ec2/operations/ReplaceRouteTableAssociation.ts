import { ReplaceRouteTableAssociationCommand } from "@aws-sdk/client-ec2";
import { routeTables } from "../../../core/network/tables.ts";
import { randomId } from "../ids.ts";
import { known, on } from "../kind.ts";
import { routeTable as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { associationNeeds, checkSameVpc, tableAssociation } from "../routes.ts";

export const ReplaceRouteTableAssociation = ec2Operation(
  ReplaceRouteTableAssociationCommand,
  {
    needs: async ({ AssociationId, RouteTableId }, ctx) => [
      await on("ReplaceRouteTableAssociation", kind, RouteTableId, ctx),
      ...(await associationNeeds(
        "ReplaceRouteTableAssociation",
        AssociationId,
        ctx,
      )),
    ],

    async handle({ AssociationId, RouteTableId }, ctx) {
      const { row, association } = await tableAssociation(AssociationId, ctx);
      checkSameVpc(row, await known(kind, RouteTableId, ctx));
      const rows = ctx.table(routeTables);
      await rows.put({
        ...row,
        associations: row.associations.filter((one) => one !== association),
      });
      // The same table may be its own successor.
      const next = await known(kind, RouteTableId, ctx);
      const NewAssociationId = randomId("rtbassoc-");
      await rows.put({
        ...next,
        associations: [
          ...next.associations,
          { ...association, associationId: NewAssociationId },
        ],
      });
      return {
        NewAssociationId,
        AssociationState: { State: "associated" as const },
      };
    },
  },
);

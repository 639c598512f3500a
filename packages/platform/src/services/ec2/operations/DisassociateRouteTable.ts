import { DisassociateRouteTableCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { routeTables } from "../../../core/network/tables.ts";
import { ec2Operation } from "../operation.ts";
import { associationNeeds, tableAssociation } from "../routes.ts";

export const DisassociateRouteTable = ec2Operation(
  DisassociateRouteTableCommand,
  {
    needs: ({ AssociationId }, ctx) =>
      associationNeeds("DisassociateRouteTable", AssociationId, ctx),

    async handle({ AssociationId }, ctx) {
      const { row, association } = await tableAssociation(AssociationId, ctx);
      if (association.subnetId === undefined)
        throw fault(
          "InvalidParameterValue",
          `cannot disassociate the main route table association ${AssociationId}`,
          400,
        );
      await ctx.table(routeTables).put({
        ...row,
        associations: row.associations.filter((one) => one !== association),
      });
      return {};
    },
  },
);

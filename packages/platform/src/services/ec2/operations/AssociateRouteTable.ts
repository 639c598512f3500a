import { AssociateRouteTableCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { routeTables } from "../../../core/network/tables.ts";
import { hasAny } from "../dependencies.ts";
import { randomId } from "../ids.ts";
import { known, on, onNamed } from "../kind.ts";
import { routeTable as kind, subnet as subnetKind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { checkSameVpc } from "../routes.ts";

export const AssociateRouteTable = ec2Operation(AssociateRouteTableCommand, {
  unbuilt: ["GatewayId", "PublicIpv4Pool"],
  needs: async ({ RouteTableId, SubnetId }, ctx) => [
    await on("AssociateRouteTable", kind, RouteTableId, ctx),
    ...(await onNamed("AssociateRouteTable", subnetKind, SubnetId, ctx)),
  ],

  async handle({ RouteTableId, SubnetId = "" }, ctx) {
    const row = await known(kind, RouteTableId, ctx);
    const subnet = await known(subnetKind, SubnetId, ctx);
    checkSameVpc(row, subnet);
    if (await hasAny(routeTables, "bySubnet", SubnetId, ctx))
      throw fault(
        "Resource.AlreadyAssociated",
        `the specified association for route table ${RouteTableId} conflicts with an existing association`,
        400,
      );
    const AssociationId = randomId("rtbassoc-");
    await ctx.table(routeTables).put({
      ...row,
      associations: [
        ...row.associations,
        { associationId: AssociationId, subnetId: SubnetId },
      ],
    });
    return {
      AssociationId,
      AssociationState: { State: "associated" as const },
    };
  },
});

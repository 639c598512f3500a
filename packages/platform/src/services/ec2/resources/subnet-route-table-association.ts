import {
  AssociateRouteTableCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
} from "@aws-sdk/client-ec2";
import { resourceType } from "../../../core/resource-type.ts";
import { absentAssociation } from "./absent.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::EC2::SubnetRouteTableAssociation";

/** That a route table is for a subnet. */
export const subnetRouteTableAssociation = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create({ RouteTableId, SubnetId }, ctx) {
    const { AssociationId = "" } = await ctx.send(
      new AssociateRouteTableCommand({
        RouteTableId: RouteTableId as string,
        SubnetId: SubnetId as string,
      }),
    );
    return AssociationId;
  },

  async read(Id, ctx) {
    const { RouteTables = [] } = await ctx.send(
      new DescribeRouteTablesCommand({
        Filters: [
          {
            Name: "association.route-table-association-id",
            Values: [Id],
          },
        ],
      }),
    );
    const found = RouteTables.flatMap(
      ({ Associations = [] }) => Associations,
    ).find(({ RouteTableAssociationId }) => RouteTableAssociationId === Id);
    return (
      found && {
        Id,
        RouteTableId: found.RouteTableId,
        SubnetId: found.SubnetId,
      }
    );
  },

  async delete(AssociationId, ctx) {
    await ctx
      .send(new DisassociateRouteTableCommand({ AssociationId }))
      .catch(absentAssociation);
  },

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeRouteTablesCommand(page)),
      ({ RouteTables = [] }) =>
        RouteTables.flatMap(({ Associations = [] }) =>
          Associations.filter(({ Main }) => Main !== true).map(
            ({ RouteTableAssociationId }) => RouteTableAssociationId,
          ),
        ),
    ),
});

import {
  DescribeNetworkAclsCommand,
  ReplaceNetworkAclAssociationCommand,
  type NetworkAcl,
} from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import {
  resourceType,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { absentAssociation } from "./absent.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::EC2::SubnetNetworkAclAssociation";

/** That a network ACL is for a subnet. Every subnet has one: without the resource, its network's default one. */
export const subnetNetworkAclAssociation = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create({ NetworkAclId, SubnetId }, ctx) {
    const found = await associated("subnet-id", SubnetId as string, ctx);
    if (!found)
      throw fault(
        "InvalidSubnetID.NotFound",
        `The subnet ID '${SubnetId as string}' does not exist`,
        400,
      );
    return replaced(found.association, NetworkAclId as string, ctx);
  },

  async read(AssociationId, ctx) {
    const found = await associated("association-id", AssociationId, ctx);
    return (
      found && {
        AssociationId,
        NetworkAclId: found.acl.NetworkAclId,
        SubnetId: found.association.SubnetId,
      }
    );
  },

  async delete(AssociationId, ctx) {
    const found = await associated("association-id", AssociationId, ctx);
    if (!found || found.acl.IsDefault === true) return;
    const usual = (await aclsWhere("vpc-id", found.acl.VpcId ?? "", ctx)).find(
      ({ IsDefault }) => IsDefault === true,
    );
    await replaced(found.association, usual?.NetworkAclId ?? "", ctx).catch(
      absentAssociation,
    );
  },

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeNetworkAclsCommand(page)),
      ({ NetworkAcls = [] }) =>
        NetworkAcls.flatMap(({ Associations = [] }) =>
          Associations.map(
            ({ NetworkAclAssociationId }) => NetworkAclAssociationId,
          ),
        ),
    ),
});

interface Association {
  readonly NetworkAclAssociationId?: string | undefined;
  readonly SubnetId?: string | undefined;
}

async function replaced(
  { NetworkAclAssociationId = "" }: Association,
  NetworkAclId: string,
  ctx: ResourceContext,
): Promise<string> {
  const { NewAssociationId = "" } = await ctx.send(
    new ReplaceNetworkAclAssociationCommand({
      AssociationId: NetworkAclAssociationId,
      NetworkAclId,
    }),
  );
  return NewAssociationId;
}

async function associated(
  by: "association-id" | "subnet-id",
  id: string,
  ctx: ResourceContext,
): Promise<{ acl: NetworkAcl; association: Association } | undefined> {
  for (const acl of await aclsWhere(`association.${by}`, id, ctx)) {
    const association = acl.Associations?.find(
      (one) =>
        (by === "subnet-id" ? one.SubnetId : one.NetworkAclAssociationId) ===
        id,
    );
    if (association) return { acl, association };
  }
  return undefined;
}

const aclsWhere = (Name: string, value: string, ctx: ResourceContext) =>
  everyPage(async (NextToken) => {
    const page = await ctx.send(
      new DescribeNetworkAclsCommand({
        Filters: [{ Name, Values: [value] }],
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    return { items: page.NetworkAcls, next: page.NextToken };
  });

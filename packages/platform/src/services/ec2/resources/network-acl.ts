import {
  CreateNetworkAclCommand,
  DeleteNetworkAclCommand,
  DescribeNetworkAclsCommand,
} from "@aws-sdk/client-ec2";
import { regionalRow, resourceType } from "../../../core/resource-type.ts";
import { networkAcl as kind } from "../kinds.ts";
import { absent } from "./absent.ts";
import { removeWhenFree } from "./free.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";
import { retag, shownTags, tagging } from "./tags.ts";

const typeName = "AWS::EC2::NetworkAcl";

/** A network ACL; its entries, and the subnets that it is for, are resources of their own. */
export const networkAcl = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "ec2.networkAcls": regionalRow((_place, id) => id) },

  async create(properties, ctx) {
    const { NetworkAcl } = await ctx.send(
      new CreateNetworkAclCommand({
        VpcId: properties["VpcId"] as string,
        ...tagging(kind, properties),
      }),
    );
    return NetworkAcl?.NetworkAclId ?? "";
  },

  async read(Id, ctx) {
    const found = await ctx
      .send(new DescribeNetworkAclsCommand({ NetworkAclIds: [Id] }))
      .catch(absent(kind));
    const [row] = found?.NetworkAcls ?? [];
    return row && { Id, VpcId: row.VpcId, ...shownTags(row.Tags) };
  },

  update: retag,

  delete: (NetworkAclId, ctx) =>
    removeWhenFree(
      () => new DeleteNetworkAclCommand({ NetworkAclId }),
      [kind.notFound.code],
      ctx,
    ),

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeNetworkAclsCommand(page)),
      ({ NetworkAcls }) => NetworkAcls?.map(({ NetworkAclId }) => NetworkAclId),
    ),
});

import type { Context } from "../../core/context.ts";
import {
  networkAcls,
  subnets,
  type SubnetRow,
  type Tags,
} from "../../core/network/tables.ts";
import { randomId } from "./ids.ts";

/** A subnet, under its network's default ACL. */
export async function addSubnet(
  wish: Pick<
    SubnetRow,
    "vpcId" | "cidrBlock" | "availabilityZone" | "isDefault"
  > & { subnetId?: string; tags?: Tags },
  ctx: Context,
): Promise<SubnetRow> {
  const row: SubnetRow = {
    subnetId: randomId("subnet-"),
    mapPublicIpOnLaunch: wish.isDefault,
    dnsNameType: "ip-name",
    resourceNameARecord: false,
    tags: {},
    ...wish,
  };
  await ctx.table(subnets).put(row);
  await joinDefaultAcl(row, ctx);
  return row;
}

/** Puts a subnet under its network's default ACL, as every subnet is until another ACL is chosen. */
export async function joinDefaultAcl(
  { vpcId, subnetId }: Pick<SubnetRow, "vpcId" | "subnetId">,
  ctx: Context,
  associationId: string = randomId("aclassoc-"),
): Promise<void> {
  const acls = ctx.table(networkAcls);
  const { rows } = await acls.list({ index: "byVpc", prefix: [vpcId] });
  const acl = rows.find(({ isDefault }) => isDefault);
  if (acl)
    await acls.put({
      ...acl,
      associations: [...acl.associations, { associationId, subnetId }],
    });
}

import {
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeNatGatewaysCommand,
  type CreateNatGatewayCommandInput,
  type NatGateway,
  type NatGatewayState,
} from "@aws-sdk/client-ec2";
import { given } from "../../../core/resource-input.ts";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { natGateway as kind } from "../kinds.ts";
import { absent } from "./absent.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";
import { retag, shownTags, tagging } from "./tags.ts";
import { refuseWished } from "./unbuilt.ts";

const typeName = "AWS::EC2::NatGateway";

/** Properties of NAT gateways that nothing here would honour. */
const UNBUILT = [
  "AvailabilityZoneAddresses",
  "MaxDrainDurationSeconds",
  "SecondaryAllocationIds",
  "SecondaryPrivateIpAddressCount",
  "SecondaryPrivateIpAddresses",
  "VpcId",
];

/** A NAT gateway; it is there once it is available. */
export const natGateway = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "ec2.natGateways": regionalRow((_place, id) => id) },

  async create(properties, ctx) {
    checkBuilt(properties);
    const { NatGateway } = await ctx.send(
      new CreateNatGatewayCommand({
        ...given(properties, [
          "AllocationId",
          "AvailabilityMode",
          "ConnectivityType",
          "PrivateIpAddress",
          "SubnetId",
        ]),
        ...tagging(kind, properties),
      } as CreateNatGatewayCommandInput),
    );
    const id = NatGateway?.NatGatewayId ?? "";
    await untilNot("pending", id, ctx);
    return id;
  },

  async read(id, ctx) {
    const row = await gatewayOf(id, ctx);
    if (!row || isGone(row)) return undefined;
    const [address] = row.NatGatewayAddresses ?? [];
    return {
      NatGatewayId: id,
      ...given({ ...row }, [
        "AvailabilityMode",
        "ConnectivityType",
        "SubnetId",
        "VpcId",
      ]),
      EniId: address?.NetworkInterfaceId,
      PrivateIpAddress: address?.PrivateIp,
      ...given({ ...address }, ["AllocationId"]),
      ...shownTags(row.Tags),
    };
  },

  async update(id, change, ctx) {
    checkBuilt(change.after);
    await retag(id, change, ctx);
  },

  async delete(NatGatewayId, ctx) {
    await ctx
      .send(new DeleteNatGatewayCommand({ NatGatewayId }))
      .catch(absent(kind));
    await untilNot("deleting", NatGatewayId, ctx);
  },

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeNatGatewaysCommand(page)),
      ({ NatGateways }) =>
        NatGateways?.filter((row) => !isGone(row)).map(
          ({ NatGatewayId }) => NatGatewayId,
        ),
    ),
});

const checkBuilt = (properties: Properties): void =>
  refuseWished(typeName, properties, UNBUILT);

/** For a while EC2 still tells of gateways that are gone. */
const isGone = ({ State }: NatGateway): boolean =>
  State === "deleting" || State === "deleted";

function untilNot(
  state: NatGatewayState,
  id: string,
  ctx: ResourceContext,
): Promise<void> {
  return ctx.until(async () => (await gatewayOf(id, ctx))?.State !== state);
}

async function gatewayOf(
  id: string,
  ctx: ResourceContext,
): Promise<NatGateway | undefined> {
  const found = await ctx
    .send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }))
    .catch(absent(kind));
  return found?.NatGateways?.[0];
}

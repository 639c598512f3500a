import {
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeNetworkAclsCommand,
  DescribeSubnetsCommand,
  ModifySubnetAttributeCommand,
  type CreateSubnetCommandInput,
  type ModifySubnetAttributeCommandInput,
  type Subnet,
} from "@aws-sdk/client-ec2";
import { isDeepStrictEqual } from "node:util";
import { given } from "../../../core/resource-input.ts";
import {
  regionalRow,
  resourceType,
  type Change,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { subnet as kind } from "../kinds.ts";
import { absent } from "./absent.ts";
import { removeWhenFree } from "./free.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";
import { retag, shownTags, tagging } from "./tags.ts";
import { refuseWished } from "./unbuilt.ts";

const typeName = "AWS::EC2::Subnet";

/** Properties of subnets that nothing here would honour. */
const UNBUILT = [
  "AssignIpv6AddressOnCreation",
  "EnableDns64",
  "EnableLniAtDeviceIndex",
  "Ipv4IpamPoolId",
  "Ipv4NetmaskLength",
  "Ipv6CidrBlock",
  "Ipv6IpamPoolId",
  "Ipv6Native",
  "Ipv6NetmaskLength",
  "OutpostArn",
];

interface DnsNames {
  readonly HostnameType?: string;
  readonly EnableResourceNameDnsARecord?: boolean;
  readonly EnableResourceNameDnsAAAARecord?: boolean;
}

/** A subnet. */
export const subnet = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "ec2.subnets": regionalRow((_place, id) => id) },

  async create(properties, ctx) {
    checkBuilt(properties);
    const { Subnet } = await ctx.send(
      new CreateSubnetCommand({
        ...given(properties, [
          "AvailabilityZone",
          "AvailabilityZoneId",
          "CidrBlock",
          "VpcId",
        ]),
        ...tagging(kind, properties),
      } as CreateSubnetCommandInput),
    );
    const SubnetId = Subnet?.SubnetId ?? "";
    await wholeOrGone(
      () => setAttributes(SubnetId, { before: {}, after: properties }, ctx),
      () => remove(SubnetId, ctx),
    );
    return SubnetId;
  },

  async read(SubnetId, ctx) {
    const found = await ctx
      .send(new DescribeSubnetsCommand({ SubnetIds: [SubnetId] }))
      .catch(absent(kind));
    const [row] = found?.Subnets ?? [];
    return row && shown(row, await aclAssociationOf(SubnetId, ctx));
  },

  async update(SubnetId, change, ctx) {
    checkBuilt(change.after);
    await setAttributes(SubnetId, change, ctx);
    await retag(SubnetId, change, ctx);
  },

  delete: remove,

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeSubnetsCommand(page)),
      ({ Subnets }) => Subnets?.map(({ SubnetId }) => SubnetId),
    ),
});

function checkBuilt(properties: Properties): void {
  refuseWished(typeName, properties, UNBUILT);
  refuseWished(
    `${typeName}.PrivateDnsNameOptionsOnLaunch`,
    dnsNamesOf(properties) as Properties,
    ["EnableResourceNameDnsAAAARecord"],
  );
}

function remove(SubnetId: string, ctx: ResourceContext): Promise<void> {
  return removeWhenFree(
    () => new DeleteSubnetCommand({ SubnetId }),
    [kind.notFound.code],
    ctx,
  );
}

/** EC2 changes one attribute at a time. */
async function setAttributes(
  SubnetId: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const old = attributesIn(before);
  for (const [i, attribute] of attributesIn(after).entries())
    if (!isDeepStrictEqual(attribute, old[i]))
      await ctx.send(
        new ModifySubnetAttributeCommand({ SubnetId, ...attribute }),
      );
}

/** The attributes that properties say, each with what it is where they do not. */
function attributesIn(
  properties: Properties,
): readonly Omit<ModifySubnetAttributeCommandInput, "SubnetId">[] {
  const { HostnameType = "ip-name", EnableResourceNameDnsARecord = false } =
    dnsNamesOf(properties);
  const { MapPublicIpOnLaunch = false } = properties;
  return [
    { MapPublicIpOnLaunch: { Value: MapPublicIpOnLaunch as boolean } },
    { PrivateDnsHostnameTypeOnLaunch: HostnameType as "ip-name" },
    {
      EnableResourceNameDnsARecordOnLaunch: {
        Value: EnableResourceNameDnsARecord,
      },
    },
  ];
}

const dnsNamesOf = ({ PrivateDnsNameOptionsOnLaunch }: Properties): DnsNames =>
  PrivateDnsNameOptionsOnLaunch ?? {};

/** What ties a subnet to its network ACL, by its id. */
async function aclAssociationOf(
  SubnetId: string,
  ctx: ResourceContext,
): Promise<string | undefined> {
  const { NetworkAcls = [] } = await ctx.send(
    new DescribeNetworkAclsCommand({
      Filters: [{ Name: "association.subnet-id", Values: [SubnetId] }],
    }),
  );
  return NetworkAcls.flatMap(({ Associations = [] }) => Associations).find(
    (association) => association.SubnetId === SubnetId,
  )?.NetworkAclAssociationId;
}

function shown(
  row: Subnet,
  NetworkAclAssociationId: string | undefined,
): Properties {
  return {
    ...given({ ...row }, [
      "AssignIpv6AddressOnCreation",
      "AvailabilityZone",
      "AvailabilityZoneId",
      "CidrBlock",
      "EnableDns64",
      "Ipv6Native",
      "MapPublicIpOnLaunch",
      "PrivateDnsNameOptionsOnLaunch",
      "SubnetId",
      "VpcId",
    ]),
    Ipv6CidrBlocks: [],
    ...(NetworkAclAssociationId === undefined
      ? {}
      : { NetworkAclAssociationId }),
    ...shownTags(row.Tags),
  };
}

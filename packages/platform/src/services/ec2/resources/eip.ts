import {
  AllocateAddressCommand,
  DescribeAddressesCommand,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
  type RowOwner,
} from "../../../core/resource-type.ts";
import { elasticIp as kind } from "../kinds.ts";
import { absent } from "./absent.ts";
import { removeWhenFree } from "./free.ts";
import { schemaOf } from "./schemas.ts";
import { retag, shownTags, tagging } from "./tags.ts";

const typeName = "AWS::EC2::EIP";

/** What properties can only be here, for what allocation does not take. */
const ONLY = (ctx: ResourceContext) => ({
  Domain: "vpc",
  NetworkBorderGroup: ctx.region,
  PublicIpv4Pool: "amazon",
});

/** Of a row that is gone only half of the identifier is known. */
const owner: RowOwner = ([accountId = "", region = "", id = ""], { row }) =>
  typeof row?.["publicIp"] === "string"
    ? { accountId, region, identifier: `${row["publicIp"]}|${id}` }
    : undefined;

/** An elastic address; its identifier is the address and the allocation's id, and `Ref` gives the address. */
export const eip = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "ec2.addresses": owner },

  async create(properties, ctx) {
    checkBuilt(properties, ctx);
    const { PublicIp, AllocationId } = await ctx.send(
      new AllocateAddressCommand({
        Domain: "vpc",
        ...tagging(kind, properties),
      }),
    );
    return `${PublicIp}|${AllocationId}`;
  },

  async read(identifier, ctx) {
    const found = await ctx
      .send(
        new DescribeAddressesCommand({
          AllocationIds: [allocationOf(identifier)],
        }),
      )
      .catch(absent(kind));
    const [row] = found?.Addresses ?? [];
    return (
      row && {
        PublicIp: row.PublicIp,
        AllocationId: row.AllocationId,
        Domain: row.Domain,
        NetworkBorderGroup: row.NetworkBorderGroup,
        PublicIpv4Pool: row.PublicIpv4Pool,
        ...shownTags(row.Tags),
      }
    );
  },

  async update(identifier, change, ctx) {
    checkBuilt(change.after, ctx);
    await retag(allocationOf(identifier), change, ctx);
  },

  delete: (identifier, ctx) =>
    removeWhenFree(
      () =>
        new ReleaseAddressCommand({ AllocationId: allocationOf(identifier) }),
      [kind.notFound.code],
      ctx,
    ),

  async list(ctx) {
    const { Addresses = [] } = await ctx.send(new DescribeAddressesCommand({}));
    return Addresses.map(
      ({ PublicIp, AllocationId }) => `${PublicIp}|${AllocationId}`,
    );
  },

  ref: (identifier) => identifier.split("|")[0] ?? "",
});

const allocationOf = (identifier: string): string =>
  identifier.split("|")[1] ?? "";

function checkBuilt(properties: Properties, ctx: ResourceContext): void {
  refuseUnbuilt(typeName, properties, [
    "Address",
    "InstanceId",
    "IpamPoolId",
    "TransferAddress",
  ]);
  for (const [name, only] of Object.entries(ONLY(ctx))) {
    const value = properties[name] ?? only;
    if (value !== only)
      throw fault(
        "InvalidRequest",
        `${name} of ${typeName}: only ${only} is built.`,
        400,
      );
  }
}

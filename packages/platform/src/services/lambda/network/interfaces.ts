import { SubnetIPAddressLimitReachedException } from "@aws-sdk/client-lambda";
import { randomUUID } from "node:crypto";
import type { Context, NeedsContext } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { addInterface } from "../../../core/network/new-interface.ts";
import {
  interfaceUses,
  networkInterfaces,
  subnets,
  type InterfaceRow,
} from "../../../core/network/tables.ts";
import { versionName } from "../configuration.ts";
import { referenceTo, type FunctionReference } from "../function-reference.ts";
import type { VersionRow } from "../tables.ts";
import { subnetsOf } from "./vpc-config.ts";

type Version = Pick<VersionRow, "version" | "settings">;

/**
 * Attaches a version to the network that its settings name, and detaches it from any other: one interface for
 * each subnet and set of groups, shared by all versions that have both (Lambda guide, "Hyperplane ENIs").
 * @throws Fault SubnetIPAddressLimitReachedException
 */
export async function attach(
  { version, settings }: Version,
  reference: FunctionReference,
  ctx: Context,
): Promise<void> {
  const user = userOf(reference, version);
  const before = await interfacesOf(user, ctx);
  const groupIds = [...(settings.VpcConfig?.SecurityGroupIds ?? [])].sort();
  const kept = new Set<string>();
  for (const subnetId of new Set(subnetsOf(settings.VpcConfig))) {
    const { networkInterfaceId } =
      (await sharedInterface(subnetId, groupIds, ctx)) ??
      (await newInterface(subnetId, groupIds, reference, ctx));
    await ctx.table(interfaceUses).put({ networkInterfaceId, user });
    kept.add(networkInterfaceId);
  }
  for (const networkInterfaceId of before)
    if (!kept.has(networkInterfaceId))
      await letGo(networkInterfaceId, user, ctx);
}

/** Detaches a version that is no more; an interface that nobody uses any longer goes. */
export async function detach(
  version: number,
  reference: FunctionReference,
  ctx: Context,
): Promise<void> {
  const user = userOf(reference, version);
  for (const networkInterfaceId of await interfacesOf(user, ctx))
    await letGo(networkInterfaceId, user, ctx);
}

/** The network interfaces of a version, by their ids. */
export async function interfacesOf(
  user: string,
  ctx: Pick<NeedsContext, "table">,
  at: { accountId?: string; region?: string } = {},
): Promise<readonly string[]> {
  const { rows } = await ctx
    .table(interfaceUses, at)
    .list({ index: "byUser", prefix: [user] });
  return rows.map(({ networkInterfaceId }) => networkInterfaceId);
}

/** How a version is called as the user of an interface: by its ARN. */
export function userOf(
  { accountId, region, functionName }: FunctionReference,
  version: number,
): string {
  return referenceTo({ accountId, region }, functionName, versionName(version))
    .arn;
}

async function sharedInterface(
  subnetId: string,
  groupIds: readonly string[],
  ctx: Context,
): Promise<InterfaceRow | undefined> {
  const { rows } = await ctx
    .table(networkInterfaces)
    .list({ index: "bySubnet", prefix: [subnetId] });
  return rows.find(
    (row) => row.type === "lambda" && row.groupIds.join() === groupIds.join(),
  );
}

async function newInterface(
  subnetId: string,
  groupIds: readonly string[],
  { functionName }: FunctionReference,
  ctx: Context,
): Promise<InterfaceRow> {
  const subnet = await ctx.table(subnets).get(subnetId);
  const made =
    subnet &&
    (await addInterface(
      {
        subnet,
        groupIds,
        description: `AWS Lambda VPC ENI-${functionName}-${randomUUID()}`,
        type: "lambda",
        requesterId: "lambda.amazonaws.com",
      },
      ctx,
    ));
  if (typeof made !== "object")
    throw fault(
      SubnetIPAddressLimitReachedException,
      "Lambda was not able to set up VPC access for the Lambda function because one or more configured subnets has no available IP addresses.",
    );
  return made;
}

async function letGo(
  networkInterfaceId: string,
  user: string,
  ctx: Context,
): Promise<void> {
  const uses = ctx.table(interfaceUses);
  await uses.delete(networkInterfaceId, user);
  const { rows } = await uses.list({ prefix: [networkInterfaceId], limit: 1 });
  if (rows.length === 0)
    await ctx.table(networkInterfaces).delete(networkInterfaceId);
}

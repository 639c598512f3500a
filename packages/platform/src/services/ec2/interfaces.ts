import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  addInterface,
  type InterfaceWish,
} from "../../core/network/new-interface.ts";
import {
  securityGroups,
  type InterfaceRow,
} from "../../core/network/tables.ts";
import { known } from "./kind.ts";
import { securityGroup } from "./kinds.ts";

/**
 * A new network interface.
 * @throws Fault InvalidParameterValue, InvalidIPAddress.InUse, InsufficientFreeAddressesInSubnet
 */
export async function interfaceIn(
  wish: InterfaceWish,
  ctx: Context,
): Promise<InterfaceRow> {
  const made = await addInterface(wish, ctx);
  if (made === "outside")
    throw fault(
      "InvalidParameterValue",
      `Address ${wish.privateIp ?? ""} does not fall within the subnet's address range`,
      400,
    );
  if (made === "taken")
    throw fault(
      "InvalidIPAddress.InUse",
      `Address ${wish.privateIp ?? ""} is in use.`,
      400,
    );
  if (made === "full")
    throw fault(
      "InsufficientFreeAddressesInSubnet",
      `Insufficient Free Addresses in subnet ${wish.subnet.subnetId}.`,
      400,
    );
  return made;
}

/** EC2's quota of security groups on one interface. */
const GROUPS_AT_MOST = 5;

/**
 * The groups of an interface: those that a request names, or its network's default one.
 * @throws Fault InvalidGroup.NotFound, SecurityGroupsPerInterfaceLimitExceeded
 */
export async function interfaceGroups(
  given: readonly string[] = [],
  vpcId: string,
  ctx: Context,
): Promise<readonly string[]> {
  const groupIds = [...new Set(given)];
  if (groupIds.length === 0) {
    const { rows } = await ctx
      .table(securityGroups)
      .list({ index: "byVpc", prefix: [vpcId, "default"], limit: 1 });
    return rows.map(({ groupId }) => groupId);
  }
  if (groupIds.length > GROUPS_AT_MOST)
    throw fault(
      "SecurityGroupsPerInterfaceLimitExceeded",
      "The maximum number of security groups per interface has been reached.",
      400,
    );
  for (const groupId of groupIds) {
    const group = await known(securityGroup, groupId, ctx);
    if (group.vpcId !== vpcId)
      throw fault(
        "InvalidGroup.NotFound",
        "You have specified two resources that belong to different networks.",
        400,
      );
  }
  return groupIds;
}

import {
  CreateNetworkInterfaceCommand,
  type NetworkInterface,
} from "@aws-sdk/client-ec2";
import type { Context } from "../../../core/context.ts";
import { madeBefore, remember } from "../client-token.ts";
import { fault } from "../../../core/errors.ts";
import { interfaceGroups, interfaceIn } from "../interfaces.ts";
import { known, on } from "../kind.ts";
import {
  networkInterface as kind,
  securityGroup,
  subnet as subnetKind,
} from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { making, newTags } from "../tags.ts";
import { furnished, shownInterface } from "../views/network-interface.ts";

export const CreateNetworkInterface = ec2Operation(
  CreateNetworkInterfaceCommand,
  {
    unbuilt: [
      "ConnectionTrackingSpecification",
      "EnablePrimaryIpv6",
      "Ipv4PrefixCount",
      "Ipv4Prefixes",
      "Ipv6AddressCount",
      "Ipv6Addresses",
      "Ipv6PrefixCount",
      "Ipv6Prefixes",
      "Operator",
      "SecondaryPrivateIpAddressCount",
    ],
    needs: async ({ SubnetId, Groups = [], TagSpecifications }, ctx) => [
      ...making("CreateNetworkInterface", kind, TagSpecifications, ctx),
      await on("CreateNetworkInterface", subnetKind, SubnetId, ctx),
      ...(await Promise.all(
        Groups.map((id) =>
          on("CreateNetworkInterface", securityGroup, id, ctx),
        ),
      )),
    ],

    async handle(input, ctx) {
      if ((input.InterfaceType ?? "interface") !== "interface")
        throw fault(
          "NotImplemented",
          `InterfaceType ${input.InterfaceType ?? ""} is not built.`,
          501,
        );
      const before = await madeBefore("CreateNetworkInterface", input, ctx);
      if (before !== undefined)
        return { NetworkInterface: await shown(before, ctx) };
      const subnet = await known(subnetKind, input.SubnetId, ctx);
      const row = await interfaceIn(
        {
          subnet,
          groupIds: await interfaceGroups(input.Groups, subnet.vpcId, ctx),
          description: input.Description ?? "",
          type: "interface",
          privateIp: onlyAddress(input),
          tags: newTags(kind.type, input.TagSpecifications),
        },
        ctx,
      );
      const { networkInterfaceId } = row;
      await remember("CreateNetworkInterface", input, networkInterfaceId, ctx);
      return { NetworkInterface: await shown(networkInterfaceId, ctx) };
    },
  },
);

async function shown(id: string, ctx: Context): Promise<NetworkInterface> {
  return shownInterface(await furnished(await known(kind, id, ctx), ctx), ctx);
}

/** An interface has one address here. */
function onlyAddress({
  PrivateIpAddress,
  PrivateIpAddresses = [],
}: {
  PrivateIpAddress?: string | undefined;
  PrivateIpAddresses?: { PrivateIpAddress?: string | undefined }[] | undefined;
}): string | undefined {
  if (PrivateIpAddresses.length > 1)
    throw fault(
      "NotImplemented",
      "A second of PrivateIpAddresses is not built.",
      501,
    );
  return PrivateIpAddress ?? PrivateIpAddresses[0]?.PrivateIpAddress;
}

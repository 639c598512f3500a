import { CreateVpcCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { cidrText } from "../../../core/network/cidr.ts";
import { networkBlock } from "../blocks.ts";
import { vpc as kind } from "../kinds.ts";
import { addVpc } from "../new-vpc.ts";
import { ec2Operation } from "../operation.ts";
import { making, newTags } from "../tags.ts";
import { shownVpc } from "../views/vpc.ts";

export const CreateVpc = ec2Operation(CreateVpcCommand, {
  unbuilt: [
    "AmazonProvidedIpv6CidrBlock",
    "Ipv4IpamPoolId",
    "Ipv4NetmaskLength",
    "Ipv6CidrBlock",
    "Ipv6CidrBlockNetworkBorderGroup",
    "Ipv6IpamPoolId",
    "Ipv6NetmaskLength",
    "Ipv6Pool",
    "VpcEncryptionControl",
  ],
  needs: ({ TagSpecifications }, ctx) =>
    making("CreateVpc", kind, TagSpecifications, ctx),

  async handle({ CidrBlock, InstanceTenancy, TagSpecifications }, ctx) {
    // EC2: "You cannot use the host value", though its enumeration has it.
    if (InstanceTenancy === "host")
      throw fault(
        "InvalidParameterValue",
        "Value (host) for parameter instanceTenancy is invalid.",
        400,
      );
    const { vpc } = await addVpc(
      {
        cidrBlock: cidrText(networkBlock(CidrBlock, "InvalidVpc.Range")),
        isDefault: false,
        dnsHostnames: false,
        tenancy: InstanceTenancy === "dedicated" ? "dedicated" : "default",
        tags: newTags(kind.type, TagSpecifications),
      },
      ctx,
    );
    return { Vpc: { ...shownVpc(vpc, ctx), State: "pending" as const } };
  },
});

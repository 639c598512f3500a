import { DescribeNetworkInterfaceAttributeCommand } from "@aws-sdk/client-ec2";
import { everywhere, known } from "../kind.ts";
import { networkInterface as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { furnished, shownInterface } from "../views/network-interface.ts";

export const DescribeNetworkInterfaceAttribute = ec2Operation(
  DescribeNetworkInterfaceAttributeCommand,
  {
    needs: (_, ctx) => everywhere("DescribeNetworkInterfaceAttribute", ctx),

    async handle({ NetworkInterfaceId, Attribute }, ctx) {
      const row = await known(kind, NetworkInterfaceId, ctx);
      const shown = shownInterface(await furnished(row, ctx), ctx);
      const attributes = {
        attachment: shown.Attachment ? { Attachment: shown.Attachment } : {},
        associatePublicIpAddress: { AssociatePublicIpAddress: false },
        description: { Description: { Value: row.description } },
        groupSet: { Groups: shown.Groups },
        sourceDestCheck: { SourceDestCheck: { Value: row.sourceDestCheck } },
      };
      return {
        NetworkInterfaceId,
        ...(Attribute === undefined ? {} : attributes[Attribute]),
      };
    },
  },
);

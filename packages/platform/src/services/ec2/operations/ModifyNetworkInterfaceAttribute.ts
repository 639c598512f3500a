import { ModifyNetworkInterfaceAttributeCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { networkInterfaces } from "../../../core/network/tables.ts";
import { attributeKeys } from "../attributes.ts";
import { interfaceGroups } from "../interfaces.ts";
import { known, on } from "../kind.ts";
import { networkInterface as kind, securityGroup } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const ModifyNetworkInterfaceAttribute = ec2Operation(
  ModifyNetworkInterfaceAttributeCommand,
  {
    unbuilt: [
      "AssociatePublicIpAddress",
      "AssociatedSubnetIds",
      "Attachment",
      "ConnectionTrackingSpecification",
      "EnaSrdSpecification",
      "EnablePrimaryIpv6",
    ],
    needs: async ({ NetworkInterfaceId, Groups = [], ...changes }, ctx) => [
      await on(
        "ModifyNetworkInterfaceAttribute",
        kind,
        NetworkInterfaceId,
        ctx,
        attributeKeys(changes),
      ),
      ...(await Promise.all(
        Groups.map((id) =>
          on("ModifyNetworkInterfaceAttribute", securityGroup, id, ctx),
        ),
      )),
    ],

    async handle({ NetworkInterfaceId, ...changes }, ctx) {
      const row = await known(kind, NetworkInterfaceId, ctx);
      if (row.requesterId !== undefined)
        throw fault(
          "OperationNotPermitted",
          "You do not have permission to modify a network interface that a service manages.",
          400,
        );
      const { Description, SourceDestCheck, Groups } = changes;
      await ctx.table(networkInterfaces).put({
        ...row,
        description: Description?.Value ?? row.description,
        sourceDestCheck: SourceDestCheck?.Value ?? row.sourceDestCheck,
        groupIds: Groups
          ? await interfaceGroups(Groups, row.vpcId, ctx)
          : row.groupIds,
      });
      return {};
    },
  },
);

import { ModifySubnetAttributeCommand } from "@aws-sdk/client-ec2";
import { subnets } from "../../../core/network/tables.ts";
import { attributeKeys } from "../attributes.ts";
import { refuseTrue } from "../attributes.ts";
import { known, on } from "../kind.ts";
import { subnet as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const ModifySubnetAttribute = ec2Operation(
  ModifySubnetAttributeCommand,
  {
    unbuilt: ["CustomerOwnedIpv4Pool", "EnableLniAtDeviceIndex"],
    needs: async ({ SubnetId, ...changes }, ctx) => [
      await on(
        "ModifySubnetAttribute",
        kind,
        SubnetId,
        ctx,
        attributeKeys(changes),
      ),
    ],

    async handle({ SubnetId, ...changes }, ctx) {
      const row = await known(kind, SubnetId, ctx);
      refuseTrue(changes, [
        "AssignIpv6AddressOnCreation",
        "DisableLniAtDeviceIndex",
        "EnableDns64",
        "EnableResourceNameDnsAAAARecordOnLaunch",
        "MapCustomerOwnedIpOnLaunch",
      ]);
      const {
        MapPublicIpOnLaunch,
        PrivateDnsHostnameTypeOnLaunch,
        EnableResourceNameDnsARecordOnLaunch,
      } = changes;
      await ctx.table(subnets).put({
        ...row,
        mapPublicIpOnLaunch:
          MapPublicIpOnLaunch?.Value ?? row.mapPublicIpOnLaunch,
        dnsNameType: PrivateDnsHostnameTypeOnLaunch ?? row.dnsNameType,
        resourceNameARecord:
          EnableResourceNameDnsARecordOnLaunch?.Value ??
          row.resourceNameARecord,
      });
      return {};
    },
  },
);

import type { NetworkAcl, NetworkAclEntry } from "@aws-sdk/client-ec2";
import type { Place } from "../../../core/context.ts";
import type { AclEntry, NetworkAclRow } from "../../../core/network/tables.ts";
import type { Filters } from "../describe.ts";
import { tagList } from "../tags.ts";

/** A network ACL as DescribeNetworkAcls shows it. */
export function shownAcl(row: NetworkAclRow, at: Place): NetworkAcl {
  return {
    NetworkAclId: row.networkAclId,
    VpcId: row.vpcId,
    OwnerId: at.accountId,
    IsDefault: row.isDefault,
    Entries: row.entries.map(shownEntry),
    Associations: row.associations.map(({ associationId, subnetId }) => ({
      NetworkAclAssociationId: associationId,
      NetworkAclId: row.networkAclId,
      SubnetId: subnetId,
    })),
    Tags: tagList(row.tags),
  };
}

function shownEntry(entry: AclEntry): NetworkAclEntry {
  const { ports, icmp } = entry;
  return {
    RuleNumber: entry.ruleNumber,
    Egress: entry.egress,
    Protocol: entry.protocol,
    RuleAction: actionOf(entry),
    ...(entry.cidr.includes(":")
      ? { Ipv6CidrBlock: entry.cidr }
      : { CidrBlock: entry.cidr }),
    ...(ports ? { PortRange: { From: ports.from, To: ports.to } } : {}),
    ...(icmp ? { IcmpTypeCode: { Type: icmp.type, Code: icmp.code } } : {}),
  };
}

const actionOf = ({ allow }: AclEntry) => (allow ? "allow" : "deny");

export const aclFilters = (at: Place): Filters<NetworkAclRow> => ({
  "association.association-id": ({ associations }) =>
    associations.map(({ associationId }) => associationId),
  "association.network-acl-id": ({ associations, networkAclId }) =>
    associations.map(() => networkAclId),
  "association.subnet-id": ({ associations }) =>
    associations.map(({ subnetId }) => subnetId),
  default: ({ isDefault }) => [String(isDefault)],
  "entry.cidr": ({ entries }) => entries.map(({ cidr }) => cidr),
  "entry.egress": ({ entries }) => entries.map(({ egress }) => String(egress)),
  "entry.protocol": ({ entries }) => entries.map(({ protocol }) => protocol),
  "entry.rule-action": ({ entries }) => entries.map(actionOf),
  "entry.rule-number": ({ entries }) =>
    entries.map(({ ruleNumber }) => String(ruleNumber)),
  "entry.port-range.from": ({ entries }) =>
    entries.map(({ ports }) => ports && String(ports.from)),
  "entry.port-range.to": ({ entries }) =>
    entries.map(({ ports }) => ports && String(ports.to)),
  "network-acl-id": ({ networkAclId }) => [networkAclId],
  "owner-id": () => [at.accountId],
  "vpc-id": ({ vpcId }) => [vpcId],
});

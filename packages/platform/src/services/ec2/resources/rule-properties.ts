import type {
  IpPermission,
  SecurityGroupRule,
  SecurityGroupRuleRequest,
} from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { given } from "../../../core/resource-input.ts";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import type { Properties } from "../../../core/resource-type.ts";
import { usual } from "../blocks.ts";
import { rangeOf } from "../rule-wishes.ts";

/** Rules into a group or out of it, and what templates call the group at their other end. */
export interface Direction {
  readonly egress: boolean;
  readonly peerGroup: "SourceSecurityGroupId" | "DestinationSecurityGroupId";
  /** Properties that nothing here would honour. */
  readonly unbuilt: readonly string[];
}

export const INGRESS: Direction = {
  egress: false,
  peerGroup: "SourceSecurityGroupId",
  unbuilt: ["GroupName", "SourcePrefixListId", "SourceSecurityGroupName"],
};

export const EGRESS: Direction = {
  egress: true,
  peerGroup: "DestinationSecurityGroupId",
  unbuilt: ["DestinationPrefixListId"],
};

/** What a new group lets out. */
export const EVERYTHING: Properties = {
  IpProtocol: "-1",
  CidrIp: "0.0.0.0/0",
};

/**
 * Refuses a rule that cannot be kept here.
 * @throws Fault InvalidRequest
 */
export function checkRule(
  typeName: string,
  rule: Properties,
  { peerGroup, unbuilt }: Direction,
  accountId: string,
): void {
  refuseUnbuilt(typeName, rule, unbuilt);
  const peers = ["CidrIp", "CidrIpv6", peerGroup];
  if (peers.filter((name) => rule[name] !== undefined).length !== 1)
    throw fault(
      "InvalidRequest",
      `Exactly one of ${peers.join(", ")} must be specified.`,
      400,
    );
  const { SourceSecurityGroupOwnerId: owner = accountId } = rule;
  if (owner !== accountId)
    throw fault(
      "InvalidRequest",
      `SourceSecurityGroupOwnerId of ${typeName}: groups of other accounts are not built.`,
      400,
    );
}

/** A rule as EC2 takes it. */
export function permissionOf(
  rule: Properties,
  { peerGroup }: Direction,
): IpPermission {
  const { CidrIp, CidrIpv6, Description, [peerGroup]: GroupId } = rule;
  const said = Description === undefined ? {} : { Description };
  return {
    ...given(rule, ["IpProtocol", "FromPort", "ToPort"]),
    ...(CidrIp === undefined ? {} : { IpRanges: [{ CidrIp, ...said }] }),
    ...(CidrIpv6 === undefined ? {} : { Ipv6Ranges: [{ CidrIpv6, ...said }] }),
    ...(GroupId === undefined
      ? {}
      : { UserIdGroupPairs: [{ GroupId, ...said }] }),
  } as IpPermission;
}

/** What a rule allows, however it is spelled and described: the same text for the same. */
export function allowedBy(rule: Properties, { peerGroup }: Direction): string {
  const { protocol, fromPort, toPort } = rangeOf(
    rule as SecurityGroupRuleRequest,
  );
  const { CidrIp, CidrIpv6, [peerGroup]: GroupId } = rule;
  const block = (CidrIp ?? CidrIpv6) as string | undefined;
  const peer = block === undefined ? GroupId : usual(block, "CidrIp");
  return JSON.stringify([protocol, fromPort, toPort, peer]);
}

/** A rule of EC2's as templates spell it; ports are told where the protocol has them. */
export function shownRule(
  row: SecurityGroupRule,
  { peerGroup }: Direction,
): Properties {
  const { CidrIpv4, CidrIpv6, ReferencedGroupInfo, FromPort, ToPort } = row;
  const hasPorts = FromPort !== -1 || ToPort !== -1;
  return {
    IpProtocol: row.IpProtocol,
    ...(hasPorts ? { FromPort, ToPort } : {}),
    ...(CidrIpv4 === undefined ? {} : { CidrIp: CidrIpv4 }),
    ...(CidrIpv6 === undefined ? {} : { CidrIpv6 }),
    ...(ReferencedGroupInfo
      ? { [peerGroup]: ReferencedGroupInfo.GroupId }
      : {}),
    ...given({ ...row }, ["Description"]),
  };
}

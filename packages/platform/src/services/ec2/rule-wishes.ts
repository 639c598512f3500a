import type {
  IpPermission,
  SecurityGroupRuleRequest,
} from "@aws-sdk/client-ec2";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { SecurityGroupRuleRow } from "../../core/network/tables.ts";
import { usual } from "./blocks.ts";
import { known } from "./kind.ts";
import { securityGroup } from "./kinds.ts";

/** A rule as a request asks for it. */
export type RuleWish = Pick<
  SecurityGroupRuleRow,
  "protocol" | "fromPort" | "toPort" | "peer" | "description"
>;

/** The members by which Authorize and Revoke tell rules: whole permissions, or one in the request itself. */
export interface RulesGiven {
  readonly IpPermissions?: IpPermission[] | undefined;
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
}

/**
 * Every rule that a request means: one for each peer.
 * @throws Fault InvalidParameterValue, InvalidGroup.NotFound, NotImplemented for prefix lists
 */
export async function ruleWishes(
  { IpPermissions = [], ...single }: RulesGiven,
  groupId: string,
  ctx: Context,
): Promise<readonly RuleWish[]> {
  const { IpProtocol, FromPort, ToPort, CidrIp } = single;
  const own: IpPermission[] =
    CidrIp === undefined && IpProtocol === undefined
      ? []
      : [
          {
            ...(IpProtocol === undefined ? {} : { IpProtocol }),
            ...(FromPort === undefined ? {} : { FromPort }),
            ...(ToPort === undefined ? {} : { ToPort }),
            ...(CidrIp === undefined ? {} : { IpRanges: [{ CidrIp }] }),
          },
        ];
  const requests = [...own, ...IpPermissions].flatMap(peersOf);
  const wishes: RuleWish[] = [];
  for (const request of requests)
    wishes.push(await ruleOf(request, groupId, ctx));
  return wishes;
}

/** One rule as ModifySecurityGroupRules spells it. */
export async function ruleOf(
  request: SecurityGroupRuleRequest,
  groupId: string,
  ctx: Context,
): Promise<RuleWish> {
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId, Description } =
    request;
  if (PrefixListId !== undefined)
    throw fault("NotImplemented", "PrefixListId is not built.", 501);
  const peers = [CidrIpv4, CidrIpv6, ReferencedGroupId].filter(
    (peer) => peer !== undefined,
  );
  if (peers.length !== 1)
    throw fault(
      peers.length === 0 ? "MissingParameter" : "InvalidParameterCombination",
      "Exactly one of CidrIpv4, CidrIpv6 and ReferencedGroupId must be given.",
      400,
    );
  return {
    ...rangeOf(request),
    ...(Description === undefined
      ? {}
      : { description: checkedDescription(Description) }),
    peer:
      ReferencedGroupId === undefined
        ? { cidr: cidrPeer(CidrIpv4, CidrIpv6) }
        : { groupId: await referenced(ReferencedGroupId, groupId, ctx) },
  };
}

function cidrPeer(four: string | undefined, six: string | undefined): string {
  const cidr = usual(
    four ?? six ?? "",
    four === undefined ? "CidrIpv6" : "CidrIp",
  );
  if (cidr.includes(":") === (four !== undefined))
    throw fault(
      "InvalidParameterValue",
      `CIDR block ${four ?? six ?? ""} is malformed`,
      400,
    );
  return cidr;
}

/** Groups name each other within one network. */
async function referenced(
  peer: string,
  groupId: string,
  ctx: Context,
): Promise<string> {
  const [own, other] = [
    await known(securityGroup, groupId, ctx),
    await known(securityGroup, peer, ctx),
  ];
  if (own.vpcId !== other.vpcId)
    throw fault(
      "InvalidGroup.NotFound",
      `You have specified two resources that belong to different networks.`,
      400,
    );
  return peer;
}

/** A permission's peers, each with its range. */
function peersOf(
  permission: IpPermission,
): readonly SecurityGroupRuleRequest[] {
  const { IpProtocol, FromPort, ToPort } = permission;
  const range = {
    ...(IpProtocol === undefined ? {} : { IpProtocol }),
    ...(FromPort === undefined ? {} : { FromPort }),
    ...(ToPort === undefined ? {} : { ToPort }),
  };
  const said = (Description: string | undefined) =>
    Description === undefined ? {} : { Description };
  const peers: readonly SecurityGroupRuleRequest[] = [
    ...(permission.IpRanges ?? []).map(({ CidrIp = "", Description }) => ({
      CidrIpv4: CidrIp,
      ...said(Description),
    })),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 = "", Description }) => ({
      CidrIpv6,
      ...said(Description),
    })),
    ...(permission.UserIdGroupPairs ?? []).map(
      ({ GroupId = "", Description }) => ({
        ReferencedGroupId: GroupId,
        ...said(Description),
      }),
    ),
    ...(permission.PrefixListIds ?? []).map(({ PrefixListId = "" }) => ({
      PrefixListId,
    })),
  ];
  if (peers.length === 0)
    throw fault(
      "InvalidParameterValue",
      "Either CIDR blocks or security groups must be given as a rule's peers.",
      400,
    );
  return peers.map((peer) => ({ ...range, ...peer }));
}

/** Protocols by number that EC2 calls by name. */
const NAMES: Readonly<Record<string, string>> = {
  "1": "icmp",
  "6": "tcp",
  "17": "udp",
  "58": "icmpv6",
  all: "-1",
};

/** A rule's protocol and ports as EC2 keeps them. @throws Fault InvalidParameterValue */
export function rangeOf({
  IpProtocol = "",
  FromPort,
  ToPort,
}: SecurityGroupRuleRequest): Pick<
  RuleWish,
  "protocol" | "fromPort" | "toPort"
> {
  const given = IpProtocol.toLowerCase();
  const protocol = NAMES[given] ?? given;
  if (protocol === "tcp" || protocol === "udp") {
    checkPorts(protocol, FromPort, ToPort);
    return { protocol, fromPort: FromPort ?? 0, toPort: ToPort ?? 0 };
  }
  if (protocol === "icmp" || protocol === "icmpv6")
    return { protocol, fromPort: FromPort ?? -1, toPort: ToPort ?? -1 };
  if (protocol !== "-1" && !(/^\d{1,3}$/.test(protocol) && +protocol <= 255))
    throw fault(
      "InvalidParameterValue",
      `Invalid value '${IpProtocol}' for IP protocol. Unknown protocol.`,
      400,
    );
  // Ports mean nothing to other protocols; EC2 takes them and drops them.
  return { protocol, fromPort: -1, toPort: -1 };
}

function checkPorts(
  protocol: string,
  from: number | undefined,
  to: number | undefined,
): void {
  if (from === undefined || to === undefined)
    throw fault(
      "InvalidParameterValue",
      `Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`,
      400,
    );
  if (from < 0 || to > 65_535 || to < 0 || from > 65_535)
    throw fault(
      "InvalidParameterValue",
      `Invalid value '${from < 0 || from > 65_535 ? from : to}' for ${protocol} port. Must be from 0 to 65535.`,
      400,
    );
  if (from > to)
    throw fault(
      "InvalidParameterValue",
      `Invalid ${protocol.toUpperCase()} port range (${from}:${to}).`,
      400,
    );
}

/** EC2's rule for a rule's description. */
export function checkedDescription(text: string): string {
  if (text.length > 255 || !/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/.test(text))
    throw fault(
      "InvalidParameterValue",
      "Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
      400,
    );
  return text;
}

import type { CreateNetworkAclEntryRequest } from "@aws-sdk/client-ec2";
import { fault } from "../../core/errors.ts";
import type { AclEntry } from "../../core/network/tables.ts";
import { usual } from "./blocks.ts";
import { LAST_RULE } from "./new-vpc.ts";

/** EC2's quota of entries in one direction of an ACL, at its highest. */
export const ENTRIES_AT_MOST = 40;

/**
 * An entry as a request gives it.
 * @throws Fault InvalidParameterValue, MissingParameter
 */
export function aclEntry(input: CreateNetworkAclEntryRequest): AclEntry {
  const { CidrBlock, Ipv6CidrBlock, RuleAction, Egress } = input;
  const protocol = protocolOf(input.Protocol ?? "");
  const block = CidrBlock ?? Ipv6CidrBlock;
  if (block === undefined || (CidrBlock ?? Ipv6CidrBlock) === "")
    throw fault(
      "MissingParameter",
      "The request must contain the parameter cidrBlock or ipv6CidrBlock",
      400,
    );
  return {
    ruleNumber: checkedNumber(input.RuleNumber ?? 0),
    egress: Egress ?? false,
    protocol,
    allow: RuleAction === "allow",
    cidr: usual(block, CidrBlock === undefined ? "ipv6CidrBlock" : "cidrBlock"),
    ...portsOf(input, protocol),
    ...icmpOf(input, protocol),
  };
}

/** @throws Fault InvalidParameterValue outside of 1 to 32766 */
export function checkedNumber(ruleNumber: number): number {
  if (ruleNumber < 1 || ruleNumber >= LAST_RULE)
    throw fault(
      "InvalidParameterValue",
      `The specified rule number must not be greater than or equal to ${LAST_RULE} or less than 1`,
      400,
    );
  return ruleNumber;
}

/** An ACL has one entry of a number in each direction. */
export function isSamePlace(
  one: Pick<AclEntry, "ruleNumber" | "egress">,
  other: Pick<AclEntry, "ruleNumber" | "egress">,
): boolean {
  return one.ruleNumber === other.ruleNumber && one.egress === other.egress;
}

/** In the order in which they are asked: outwards first. */
export function byNumber(entries: readonly AclEntry[]): readonly AclEntry[] {
  return [...entries].sort(
    (a, b) =>
      Number(b.egress) - Number(a.egress) || a.ruleNumber - b.ruleNumber,
  );
}

export function entryNotFound(ruleNumber: number) {
  return fault(
    "InvalidNetworkAclEntry.NotFound",
    `The network acl entry identified by ${ruleNumber} does not exist.`,
    400,
  );
}

const NUMBERS: Readonly<Record<string, string>> = {
  all: "-1",
  icmp: "1",
  tcp: "6",
  udp: "17",
  icmpv6: "58",
};

function protocolOf(given: string): string {
  const name = given.toLowerCase();
  const protocol = Object.hasOwn(NUMBERS, name) ? (NUMBERS[name] ?? "") : name;
  const isNumber = /^\d{1,3}$/.test(protocol) && Number(protocol) <= 255;
  if (protocol !== "-1" && !isNumber)
    throw fault(
      "InvalidParameterValue",
      `Invalid value '${given}' for protocol. Unknown protocol.`,
      400,
    );
  return protocol;
}

function portsOf(
  { PortRange }: CreateNetworkAclEntryRequest,
  protocol: string,
): Pick<AclEntry, "ports"> {
  if (protocol !== "6" && protocol !== "17") return {};
  const { From: from, To: to } = PortRange ?? {};
  if (from === undefined || to === undefined)
    throw fault(
      "MissingParameter",
      "The request must contain the parameter portRange",
      400,
    );
  if (from < 0 || to > 65_535 || from > to)
    throw fault(
      "InvalidParameterValue",
      `Invalid value '${from}-${to}' for portRange.`,
      400,
    );
  return { ports: { from, to } };
}

function icmpOf(
  { IcmpTypeCode }: CreateNetworkAclEntryRequest,
  protocol: string,
): Pick<AclEntry, "icmp"> {
  if (protocol !== "1" && protocol !== "58") return {};
  const { Type: type, Code: code } = IcmpTypeCode ?? {};
  if (type === undefined || code === undefined)
    throw fault(
      "MissingParameter",
      "The request must contain the parameter icmpTypeCode",
      400,
    );
  return { icmp: { type, code } };
}

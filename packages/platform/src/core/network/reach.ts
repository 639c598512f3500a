import { holds, parseAddress, parseCidr, type Address } from "./cidr.ts";
import type { AclEntry, Route, SecurityGroupRuleRow } from "./tables.ts";

/** Whom a function wants to reach. */
export interface Destination {
  readonly address: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** Where answers come back to: ACLs judge them too. The first ephemeral port where it is not known. */
  readonly sourcePort?: number;
}

/** All that the network says about who stands in it. */
export interface Standing {
  readonly groups: readonly {
    readonly groupId: string;
    readonly rules: readonly SecurityGroupRuleRow[];
  }[];
  /** The addresses of the members of groups that rules name as peers. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly subnet: {
    readonly subnetId: string;
    readonly routeTableId: string;
    readonly routes: readonly Route[];
    readonly networkAclId: string;
    readonly acl: readonly AclEntry[];
  };
  /** Why a route's gateway leads nowhere; undefined where it leads out. */
  readonly gatewayFault: (target: Route["target"]) => string | undefined;
}

/** Which part of the network closes the way. */
export type Barrier =
  "reserved" | "address-family" | "security-group" | "network-acl" | "route";

/** The decision, with what it rests on in words. */
export type Reach =
  | { readonly allowed: true; readonly reason: string }
  | {
      readonly allowed: false;
      readonly barrier: Barrier;
      readonly reason: string;
    };

/**
 * Whether a connection may leave: a group's rule must allow it, the subnet's ACL both it and its answers, and a
 * route must lead there (VPC user guide, "Security groups", "Network ACLs", "Route tables").
 */
export function mayReach(destination: Destination, standing: Standing): Reach {
  const address = plain(destination.address);
  if (!address) return closed("reserved", "it is no address");
  const reserved = RESERVED.find(({ block }) => holds(block, address));
  if (reserved) return closed("reserved", reserved.why);
  if (address.version === 6)
    return closed(
      "address-family",
      `subnet ${standing.subnet.subnetId} has no IPv6 addresses`,
    );
  const rule = allowingRule(destination, address, standing);
  if (!rule)
    return closed(
      "security-group",
      `no egress rule of ${standing.groups.map(({ groupId }) => groupId).join(", ")} allows ${destination.protocol} ${destination.port} to ${destination.address}`,
    );
  return (
    aclRefusal(destination, address, standing) ??
    routed(address, standing, `rule ${rule.ruleId} of ${rule.groupId}`)
  );
}

const closed = (barrier: Barrier, reason: string): Reach => ({
  allowed: false,
  barrier,
  reason,
});

const reserved = (cidr: string, why: string) => ({
  block: parseCidr(cidr)!,
  why,
});

/** Never to be reached, whatever rules say: behind these is the platform's machine itself, or nobody. */
const RESERVED = [
  reserved("0.0.0.0/8", "it means this machine"),
  reserved("127.0.0.0/8", "it is the machine's loopback"),
  reserved("169.254.0.0/16", "it is link-local, as metadata services are"),
  reserved("224.0.0.0/4", "it is multicast"),
  reserved("240.0.0.0/4", "it is reserved"),
  reserved("::/127", "it is the machine's loopback"),
  reserved("fe80::/10", "it is link-local"),
  reserved("fd00:ec2::/32", "it is where metadata services are"),
  reserved("ff00::/8", "it is multicast"),
];

/** IPv4 addresses that are written as IPv6 ones are IPv4 addresses. */
function plain(text: string): Address | undefined {
  const address = parseAddress(text);
  return address?.version === 6 && address.value >> 32n === 0xffffn
    ? { version: 4, value: address.value & 0xffffffffn }
    : address;
}

function allowingRule(
  { protocol, port }: Destination,
  address: Address,
  { groups, members }: Standing,
): SecurityGroupRuleRow | undefined {
  return groups
    .flatMap(({ rules }) => rules)
    .find(
      (rule) =>
        rule.egress &&
        (rule.protocol === "-1" ||
          (rule.protocol === protocol &&
            rule.fromPort <= port &&
            port <= rule.toPort)) &&
        isPeer(rule.peer, address, members),
    );
}

function isPeer(
  peer: SecurityGroupRuleRow["peer"],
  address: Address,
  members: Standing["members"],
): boolean {
  if ("cidr" in peer) return lies(peer.cidr, address);
  return (members.get(peer.groupId) ?? []).some(
    (member) => parseAddress(member)?.value === address.value,
  );
}

function lies(cidr: string, address: Address): boolean {
  const block = parseCidr(cidr);
  return block !== undefined && holds(block, address);
}

const EPHEMERAL = 32_768;

/** ACLs keep no state: what comes back must pass as well. */
function aclRefusal(
  { protocol, port, sourcePort = EPHEMERAL }: Destination,
  address: Address,
  { subnet: { acl, networkAclId } }: Standing,
): Reach | undefined {
  for (const [egress, judged] of [
    [true, port],
    [false, sourcePort],
  ] as const) {
    const entry = firstEntry(acl, egress, protocol, judged, address);
    if (!entry?.allow)
      return closed(
        "network-acl",
        `${entry ? `entry ${entry.ruleNumber === LAST ? "*" : entry.ruleNumber}` : "no entry"} of ${networkAclId} ${entry ? "denies" : "allows"} ${egress ? "" : "answers by "}${protocol} ${judged}${egress ? " to it" : " from it"}`,
      );
  }
  return undefined;
}

const LAST = 32_767;
const NUMBERS = { tcp: "6", udp: "17" } as const;

/** Entries are asked in the order of their numbers; the first that is about the packet decides. */
function firstEntry(
  acl: readonly AclEntry[],
  egress: boolean,
  protocol: Destination["protocol"],
  port: number,
  address: Address,
): AclEntry | undefined {
  return [...acl]
    .sort((a, b) => a.ruleNumber - b.ruleNumber)
    .find(
      (entry) =>
        entry.egress === egress &&
        (entry.protocol === "-1" ||
          (entry.protocol === NUMBERS[protocol] &&
            (!entry.ports ||
              (entry.ports.from <= port && port <= entry.ports.to)))) &&
        lies(entry.cidr, address),
    );
}

/** The most specific route decides. */
function routed(
  address: Address,
  { subnet: { routes, routeTableId }, gatewayFault }: Standing,
  allowedBy: string,
): Reach {
  const route = mostSpecific(routes, address);
  if (!route) return closed("route", `${routeTableId} has no route for it`);
  const gone = gatewayFault(route.target);
  return gone === undefined
    ? {
        allowed: true,
        reason: `${allowedBy}, route ${route.destination} of ${routeTableId}`,
      }
    : closed("route", `route ${route.destination} of ${routeTableId}: ${gone}`);
}

/** The route with the longest prefix that holds an address. */
export function mostSpecific(
  routes: readonly Route[],
  address: Address,
): Route | undefined {
  let best: { route: Route; prefix: number } | undefined;
  for (const route of routes) {
    const block = parseCidr(route.destination);
    if (block && holds(block, address) && block.prefix > (best?.prefix ?? -1))
      best = { route, prefix: block.prefix };
  }
  return best?.route;
}

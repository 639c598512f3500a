import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { mayReach, type Destination, type Standing } from "./reach.ts";
import type { AclEntry, SecurityGroupRuleRow } from "./tables.ts";

const rule = (
  more: Partial<SecurityGroupRuleRow> = {},
): SecurityGroupRuleRow => ({
  ruleId: "sgr-1",
  groupId: "sg-1",
  egress: true,
  protocol: "tcp",
  fromPort: 443,
  toPort: 443,
  peer: { cidr: "203.0.113.0/24" },
  tags: {},
  ...more,
});

const entry = (more: Partial<AclEntry> = {}): AclEntry => ({
  ruleNumber: 100,
  egress: true,
  protocol: "-1",
  allow: true,
  cidr: "0.0.0.0/0",
  ...more,
});

const OPEN: readonly AclEntry[] = [entry(), entry({ egress: false })];

function standing({
  rules = [rule()],
  acl = OPEN,
  routes = [{ destination: "0.0.0.0/0", target: { kind: "nat", id: "nat-1" } }],
  members = new Map(),
  gatewayFault = () => undefined,
}: Partial<Standing["subnet"]> &
  Partial<Pick<Standing, "members" | "gatewayFault">> & {
    rules?: readonly SecurityGroupRuleRow[];
  } = {}): Standing {
  return {
    groups: [{ groupId: "sg-1", rules }],
    members,
    subnet: {
      subnetId: "subnet-1",
      routeTableId: "rtb-1",
      routes,
      networkAclId: "acl-1",
      acl,
    },
    gatewayFault,
  };
}

const web = (more: Partial<Destination> = {}): Destination => ({
  address: "203.0.113.7",
  port: 443,
  protocol: "tcp",
  ...more,
});

const barrier = (destination: Destination, place: Standing) => {
  const verdict = mayReach(destination, place);
  return verdict.allowed ? "" : verdict.barrier;
};

test("what a rule, the ACL and a route allow is reached, and the decision names them", () => {
  deepEqual(mayReach(web(), standing()), {
    allowed: true,
    reason: "rule sgr-1 of sg-1, route 0.0.0.0/0 of rtb-1",
  });
});

test("another port, protocol or address than the rule's is not reached", () => {
  equal(barrier(web({ port: 80 }), standing()), "security-group");
  equal(barrier(web({ protocol: "udp" }), standing()), "security-group");
  equal(barrier(web({ address: "203.0.114.7" }), standing()), "security-group");
  const ingress = standing({ rules: [rule({ egress: false })] });
  equal(barrier(web(), ingress), "security-group");
});

test("a rule for all protocols has no ports", () => {
  const all = rule({ protocol: "-1", fromPort: -1, toPort: -1 });
  equal(mayReach(web({ port: 9 }), standing({ rules: [all] })).allowed, true);
});

test("a rule that names a group means the addresses of its members", () => {
  const rules = [rule({ peer: { groupId: "sg-db" } })];
  const members = new Map([["sg-db", ["10.0.0.9"]]]);
  const place = standing({ rules, members });
  equal(mayReach(web({ address: "10.0.0.9" }), place).allowed, true);
  equal(barrier(web({ address: "10.0.0.8" }), place), "security-group");
});

test("the ACL's entry of the lowest number decides, outwards and for the answers", () => {
  const deny = entry({
    ruleNumber: 50,
    protocol: "6",
    allow: false,
    ports: { from: 443, to: 443 },
  });
  const denied = mayReach(web(), standing({ acl: [...OPEN, deny] }));
  match(denied.reason, /entry 50 of acl-1 denies tcp 443/);
  const later = { ...deny, ruleNumber: 150 };
  equal(mayReach(web(), standing({ acl: [...OPEN, later] })).allowed, true);

  const oneWay = standing({ acl: [entry()] });
  match(mayReach(web(), oneWay).reason, /no entry of acl-1 allows answers/);
  const highPorts = entry({
    egress: false,
    protocol: "6",
    ports: { from: 1024, to: 65_535 },
  });
  const stateless = standing({ acl: [entry(), highPorts] });
  equal(mayReach(web({ sourcePort: 50_000 }), stateless).allowed, true);
  equal(barrier(web({ sourcePort: 1000 }), stateless), "network-acl");
});

test("without a route, or with one that leads nowhere, nothing is reached; the most specific route decides", () => {
  equal(barrier(web(), standing({ routes: [] })), "route");
  const gatewayFault: Standing["gatewayFault"] = (target) =>
    target.kind === "gateway" ? "no public address" : undefined;
  const routes: Standing["subnet"]["routes"] = [
    { destination: "0.0.0.0/0", target: { kind: "nat", id: "nat-1" } },
    { destination: "203.0.113.0/28", target: { kind: "gateway", id: "igw-1" } },
  ];
  const place = standing({ routes, gatewayFault });
  equal(barrier(web(), place), "route");
  equal(mayReach(web({ address: "203.0.113.70" }), place).allowed, true);
});

test("loopback, link-local and reserved addresses are not reached, however they are written", () => {
  const all = [
    rule({ protocol: "-1", peer: { cidr: "0.0.0.0/0" } }),
    rule({ protocol: "-1", peer: { cidr: "::/0" } }),
  ];
  const local = fc.oneof(
    fc
      .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
      .map(([a, b, c]) => `127.${a}.${b}.${c}`),
    fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `169.254.${a}.${b}`),
    fc.constantFrom("0.0.0.0", "255.255.255.255", "224.0.0.1"),
  );
  const written = fc.oneof(
    local,
    local.map((address) => `::ffff:${address}`),
    fc.constantFrom("::1", "::", "fe80::1", "ff02::1", "fd00:ec2::254"),
  );
  fc.assert(
    fc.property(written, fc.nat(65_535), (address, port) => {
      const verdict = mayReach(
        { address, port, protocol: "tcp" },
        standing({ rules: all }),
      );
      equal(verdict.allowed ? "" : verdict.barrier, "reserved");
    }),
  );
});

test("IPv6 is closed: no subnet has such addresses; an IPv4 address written as IPv6 is an IPv4 address", () => {
  const all = standing({ rules: [rule({ peer: { cidr: "::/0" } })] });
  equal(barrier(web({ address: "2001:db8::1" }), all), "address-family");
  equal(
    mayReach(web({ address: "::ffff:203.0.113.7" }), standing()).allowed,
    true,
  );
});

test("a further deny never opens, and a further rule never closes", () => {
  const port = fc.integer({ min: 440, max: 446 });
  const number = fc.integer({ min: 1, max: 200 });
  const range = fc
    .tuple(port, port)
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
  fc.assert(
    fc.property(
      port,
      range,
      range,
      number,
      (asked, open, ports, ruleNumber) => {
        const rules = [rule({ fromPort: open.from, toPort: open.to })];
        const before = mayReach(web({ port: asked }), standing({ rules }));
        const deny = entry({ ruleNumber, protocol: "6", allow: false, ports });
        const denied = standing({ rules, acl: [...OPEN, deny] });
        if (!before.allowed)
          ok(!mayReach(web({ port: asked }), denied).allowed);
        const more = rule({ fromPort: ports.from, toPort: ports.to });
        const wider = standing({ rules: [...rules, more] });
        if (before.allowed) ok(mayReach(web({ port: asked }), wider).allowed);
        equal(before.allowed, open.from <= asked && asked <= open.to);
      },
    ),
  );
});

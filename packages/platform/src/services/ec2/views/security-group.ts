import type {
  IpPermission,
  SecurityGroup,
  SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import type { Place } from "../../../core/context.ts";
import type {
  SecurityGroupRow,
  SecurityGroupRuleRow,
  Tags,
} from "../../../core/network/tables.ts";
import type { Filters } from "../describe.ts";
import { arnOf } from "../kind.ts";
import { securityGroup, securityGroupRule } from "../kinds.ts";
import { tagList } from "../tags.ts";

/** A group with its rules. */
export interface GroupWithRules {
  readonly group: SecurityGroupRow;
  readonly rules: readonly SecurityGroupRuleRow[];
  readonly tags: Tags;
}

/** A security group as DescribeSecurityGroups shows it. */
export function shownGroup(
  { group, rules }: Pick<GroupWithRules, "group" | "rules">,
  at: Place,
): SecurityGroup {
  const { groupId } = group;
  return {
    GroupId: groupId,
    GroupName: group.groupName,
    Description: group.description,
    OwnerId: at.accountId,
    VpcId: group.vpcId,
    SecurityGroupArn: arnOf(securityGroup, groupId, at),
    IpPermissions: permissions(
      rules.filter(({ egress }) => !egress),
      at,
    ),
    IpPermissionsEgress: permissions(
      rules.filter(({ egress }) => egress),
      at,
    ),
    Tags: tagList(group.tags),
  };
}

/** A rule as DescribeSecurityGroupRules shows it. */
export function shownRule(
  row: SecurityGroupRuleRow,
  at: Place,
): SecurityGroupRule {
  const { peer } = row;
  return {
    SecurityGroupRuleId: row.ruleId,
    SecurityGroupRuleArn: arnOf(securityGroupRule, row.ruleId, at),
    GroupId: row.groupId,
    GroupOwnerId: at.accountId,
    IsEgress: row.egress,
    IpProtocol: row.protocol,
    FromPort: row.fromPort,
    ToPort: row.toPort,
    ...("groupId" in peer
      ? {
          ReferencedGroupInfo: {
            GroupId: peer.groupId,
            UserId: at.accountId,
          },
        }
      : isIpv6(peer.cidr)
        ? { CidrIpv6: peer.cidr }
        : { CidrIpv4: peer.cidr }),
    ...(row.description === undefined ? {} : { Description: row.description }),
    Tags: tagList(row.tags),
  };
}

/** Rules of one protocol and range are shown as one permission with all their peers. */
function permissions(
  rules: readonly SecurityGroupRuleRow[],
  at: Place,
): IpPermission[] {
  const alike = Object.groupBy(
    rules,
    ({ protocol, fromPort, toPort }) => `${protocol} ${fromPort} ${toPort}`,
  );
  return Object.values(alike).flatMap((same = []) => {
    const [first] = same;
    return first ? [permission(first, same, at)] : [];
  });
}

function permission(
  { protocol, fromPort, toPort }: SecurityGroupRuleRow,
  same: readonly SecurityGroupRuleRow[],
  at: Place,
): IpPermission {
  const said = ({ description }: SecurityGroupRuleRow) =>
    description === undefined ? {} : { Description: description };
  const blocks = same.flatMap((rule) =>
    "cidr" in rule.peer ? [{ rule, cidr: rule.peer.cidr }] : [],
  );
  return {
    IpProtocol: protocol,
    ...(protocol === "-1" ? {} : { FromPort: fromPort, ToPort: toPort }),
    IpRanges: blocks
      .filter(({ cidr }) => !isIpv6(cidr))
      .map(({ rule, cidr }) => ({ CidrIp: cidr, ...said(rule) })),
    Ipv6Ranges: blocks
      .filter(({ cidr }) => isIpv6(cidr))
      .map(({ rule, cidr }) => ({ CidrIpv6: cidr, ...said(rule) })),
    PrefixListIds: [],
    UserIdGroupPairs: same.flatMap((rule) =>
      "groupId" in rule.peer
        ? [
            {
              GroupId: rule.peer.groupId,
              UserId: at.accountId,
              ...said(rule),
            },
          ]
        : [],
    ),
  };
}

const isIpv6 = (cidr: string): boolean => cidr.includes(":");

const cidrOf = ({ peer }: SecurityGroupRuleRow, six: boolean) =>
  "cidr" in peer && isIpv6(peer.cidr) === six ? peer.cidr : undefined;

/** The filters `ip-permission.…` and `egress.ip-permission.…`. */
const permissionFilters = (
  prefix: string,
  egress: boolean,
  at: Place,
): Filters<GroupWithRules> => {
  const of =
    (value: (rule: SecurityGroupRuleRow) => string | undefined) =>
    ({ rules }: GroupWithRules) =>
      rules.filter((rule) => rule.egress === egress).map(value);
  return {
    [`${prefix}.cidr`]: of((rule) => cidrOf(rule, false)),
    [`${prefix}.ipv6-cidr`]: of((rule) => cidrOf(rule, true)),
    [`${prefix}.from-port`]: of(({ fromPort }) => String(fromPort)),
    [`${prefix}.to-port`]: of(({ toPort }) => String(toPort)),
    [`${prefix}.protocol`]: of(({ protocol }) => protocol),
    [`${prefix}.group-id`]: of(({ peer }) =>
      "groupId" in peer ? peer.groupId : undefined,
    ),
    [`${prefix}.user-id`]: of(({ peer }) =>
      "groupId" in peer ? at.accountId : undefined,
    ),
    [`${prefix}.prefix-list-id`]: () => [],
  };
};

export const groupFilters = (at: Place): Filters<GroupWithRules> => ({
  description: ({ group }) => [group.description],
  "group-id": ({ group }) => [group.groupId],
  "group-name": ({ group }) => [group.groupName],
  "owner-id": () => [at.accountId],
  "vpc-id": ({ group }) => [group.vpcId],
  ...permissionFilters("ip-permission", false, at),
  ...permissionFilters("egress.ip-permission", true, at),
});

export const ruleFilters: Filters<SecurityGroupRuleRow> = {
  "group-id": ({ groupId }) => [groupId],
  "security-group-rule-id": ({ ruleId }) => [ruleId],
};

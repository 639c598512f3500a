import {
  CreateNetworkAclEntryCommand,
  DeleteNetworkAclEntryCommand,
  DescribeNetworkAclsCommand,
  ReplaceNetworkAclEntryCommand,
  type CreateNetworkAclEntryCommandInput,
  type NetworkAclEntry,
} from "@aws-sdk/client-ec2";
import { absentAs } from "../../../core/resource-absence.ts";
import { given } from "../../../core/resource-input.ts";
import { resourceType, type Properties } from "../../../core/resource-type.ts";
import { networkAcl } from "../kinds.ts";
import { LAST_RULE } from "../new-vpc.ts";
import { absent } from "./absent.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::EC2::NetworkAclEntry";

/** An entry of a network ACL. EC2 gives it no id: what finds it, joined by `|`, is its identifier. */
export const networkAclEntry = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const input = inputOf(properties);
    await ctx.send(new CreateNetworkAclEntryCommand(input));
    return identifierOf(input.NetworkAclId, input);
  },

  async read(Id, ctx) {
    const { NetworkAclId, RuleNumber, Egress } = placeOf(Id);
    const found = await ctx
      .send(new DescribeNetworkAclsCommand({ NetworkAclIds: [NetworkAclId] }))
      .catch(absent(networkAcl));
    const entry = found?.NetworkAcls?.[0]?.Entries?.find(
      (one) => one.RuleNumber === RuleNumber && one.Egress === Egress,
    );
    return entry && { Id, NetworkAclId, ...shown(entry) };
  },

  async update(_id, { after }, ctx) {
    await ctx.send(new ReplaceNetworkAclEntryCommand(inputOf(after)));
  },

  async delete(Id, ctx) {
    await ctx
      .send(new DeleteNetworkAclEntryCommand(placeOf(Id)))
      .catch(
        absentAs("InvalidNetworkAclEntry.NotFound", networkAcl.notFound.code),
      );
  },

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeNetworkAclsCommand(page)),
      ({ NetworkAcls = [] }) =>
        NetworkAcls.flatMap(({ NetworkAclId, Entries = [] }) =>
          Entries.filter(({ RuleNumber }) => RuleNumber !== LAST_RULE).map(
            (entry) => identifierOf(NetworkAclId, entry),
          ),
        ),
    ),
});

function inputOf(properties: Properties): CreateNetworkAclEntryCommandInput {
  const { Icmp, Protocol, RuleAction, Egress = false } = properties;
  return {
    ...given(properties, [
      "CidrBlock",
      "Ipv6CidrBlock",
      "NetworkAclId",
      "PortRange",
      "RuleNumber",
    ]),
    Egress,
    Protocol: String(Protocol),
    RuleAction: (RuleAction as string).toLowerCase(),
    ...(Icmp === undefined ? {} : { IcmpTypeCode: Icmp }),
  } as CreateNetworkAclEntryCommandInput;
}

const identifierOf = (
  NetworkAclId: string | undefined,
  { RuleNumber, Egress }: Pick<NetworkAclEntry, "RuleNumber" | "Egress">,
): string =>
  `${NetworkAclId}|${RuleNumber}|${Egress === true ? "egress" : "ingress"}`;

function placeOf(Id: string) {
  const [NetworkAclId = "", number, direction] = Id.split("|");
  return {
    NetworkAclId,
    RuleNumber: Number(number),
    Egress: direction === "egress",
  };
}

function shown({ IcmpTypeCode, Protocol, ...entry }: NetworkAclEntry) {
  return {
    ...entry,
    Protocol: Number(Protocol),
    ...(IcmpTypeCode ? { Icmp: IcmpTypeCode } : {}),
  };
}

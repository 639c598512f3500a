import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
} from "@aws-sdk/client-ec2";
import {
  InvalidParameterValueException,
  type VpcConfig,
  type VpcConfigResponse,
} from "@aws-sdk/client-lambda";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import type { FunctionReference } from "../function-reference.ts";
import type { FunctionSettings } from "../tables.ts";
import { checkMayAttach } from "./role.ts";

/** A function's place in a network as the API answers it; without subnets it has none. */
export type NetworkSettings = VpcConfigResponse | undefined;

/** The subnets of a configuration; empty where the function is in no network. */
export function subnetsOf(config: NetworkSettings): readonly string[] {
  return config?.SubnetIds ?? [];
}

/**
 * Settings with the network that a request asks for, which the settings' role must be able to attach to.
 * @throws Fault InvalidParameterValueException
 */
export async function inNetwork(
  settings: FunctionSettings,
  config: VpcConfig | undefined,
  reference: FunctionReference,
  ctx: Context,
): Promise<FunctionSettings> {
  if (!config) return settings;
  const { Role = "" } = settings;
  return {
    ...settings,
    VpcConfig: await networkOf(config, Role, reference, ctx),
  };
}

/**
 * The network that a function with this configuration is in. The caller must see its subnets and groups, and the
 * function's role must be able to attach to them.
 * @throws Fault InvalidParameterValueException
 */
async function networkOf(
  config: VpcConfig,
  role: string,
  reference: FunctionReference,
  ctx: Context,
): Promise<NonNullable<NetworkSettings>> {
  const { SubnetIds = [], SecurityGroupIds = [] } = config;
  if (config.Ipv6AllowedForDualStack)
    throw fault(
      "NotImplemented",
      "VpcConfig.Ipv6AllowedForDualStack is not built.",
      501,
    );
  if (SubnetIds.length === 0 && SecurityGroupIds.length === 0)
    return { SubnetIds, SecurityGroupIds, VpcId: "" };
  if (SubnetIds.length === 0 || SecurityGroupIds.length === 0)
    throw refused(
      "SubnetIds and SecurityIds must coexist or be both empty list.",
    );
  const VpcId = await oneVpc(SubnetIds, SecurityGroupIds, ctx);
  await checkMayAttach(
    { SubnetIds, SecurityGroupIds, VpcId },
    role,
    reference,
    ctx,
  );
  return {
    SubnetIds,
    SecurityGroupIds,
    VpcId,
    Ipv6AllowedForDualStack: false,
  };
}

async function oneVpc(
  SubnetIds: string[],
  GroupIds: string[],
  ctx: Context,
): Promise<string> {
  const caller = { as: "caller" } as const;
  const { Subnets = [] } = await asked("DescribeSubnets", SubnetIds, () =>
    ctx.send(new DescribeSubnetsCommand({ SubnetIds }), caller),
  );
  const { SecurityGroups = [] } = await asked(
    "DescribeSecurityGroups",
    GroupIds,
    () => ctx.send(new DescribeSecurityGroupsCommand({ GroupIds }), caller),
  );
  const [first] = Subnets;
  const vpcId = first?.VpcId ?? "";
  if (Subnets.some((subnet) => subnet.VpcId !== vpcId))
    throw refused("Subnets are required to be in the same VPC.");
  if (SecurityGroups.some((group) => group.VpcId !== vpcId))
    throw refused("Security Groups are required to be in the same VPC.");
  return vpcId;
}

/** What EC2 refuses is told in Lambda's words. */
async function asked<T>(
  call: string,
  ids: readonly string[],
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    throw refused(
      error.name === "UnauthorizedOperation"
        ? `Your access has been denied by EC2, please make sure your request credentials have permission to ${call} for ${ids.join(", ")}. EC2 Error Code: ${error.name}. EC2 Error Message: ${error.message}`
        : `Error occurred while ${call}. EC2 Error Code: ${error.name}. EC2 Error Message: ${error.message}`,
    );
  }
}

const refused = (message: string): Fault =>
  fault(InvalidParameterValueException, message);

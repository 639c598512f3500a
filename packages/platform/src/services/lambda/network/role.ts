import {
  InvalidParameterValueException,
  type VpcConfigResponse,
} from "@aws-sdk/client-lambda";
import { arn } from "../../../core/arn.ts";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import type { FunctionReference } from "../function-reference.ts";
import { roleSession } from "../invocation/destinations/role-session.ts";

/**
 * Lambda attaches functions to networks with the rights of their roles (Lambda guide, "Required IAM permissions"
 * of VPC access).
 * @throws Fault InvalidParameterValueException
 */
export async function checkMayAttach(
  { SubnetIds = [], SecurityGroupIds = [], VpcId = "" }: VpcConfigResponse,
  role: string,
  reference: FunctionReference,
  ctx: Context,
): Promise<void> {
  const asRole = ctx.aside(await roleSession(role, reference, ctx));
  const named = (type: string, ids: readonly string[]) =>
    ids.map((id) => arn("ec2", reference, `${type}/${id}`));
  const interfaces = named("network-interface", ["*"]);
  const needed: readonly (readonly [string, readonly string[]])[] = [
    [
      "CreateNetworkInterface",
      [
        ...interfaces,
        ...named("subnet", SubnetIds),
        ...named("security-group", SecurityGroupIds),
      ],
    ],
    ["DescribeNetworkInterfaces", ["*"]],
    ["DeleteNetworkInterface", interfaces],
  ];
  const keys = {
    "ec2:Region": reference.region,
    "ec2:Vpc": arn("ec2", reference, `vpc/${VpcId}`),
  };
  for (const [call, resources] of needed)
    for (const resource of resources)
      if (!(await asRole.permits(`ec2:${call}`, resource, keysOf(resource))))
        throw fault(
          InvalidParameterValueException,
          `The provided execution role does not have permissions to call ${call} on EC2`,
        );

  function keysOf(resource: string) {
    const isInVpc = /:(subnet|security-group)\//.test(resource);
    return isInVpc ? keys : { "ec2:Region": keys["ec2:Region"] };
  }
}

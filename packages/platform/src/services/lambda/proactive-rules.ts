import {
  InvalidParameterValueException,
  type FunctionCode,
} from "@aws-sdk/client-lambda";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { refusedByRules } from "../../core/proactive-gate.ts";
import type { Properties } from "../../core/resource-type.ts";
import type { FunctionSettings, LayerUse, Tags } from "./tables.ts";

/** A function as it would be. */
export interface WantedFunction {
  readonly functionName: string;
  readonly settings: FunctionSettings;
  readonly layers: readonly Pick<LayerUse, "arn">[];
  readonly tags: Tags;
  readonly code?: FunctionCode | undefined;
  readonly codeSigningConfigArn?: string | undefined;
}

/**
 * Where the account wants it, a function passes the same rules before it exists, whichever way it comes.
 * @throws Fault InvalidParameterValueException with the rules and their reasons
 */
export async function passProactiveRules(
  wanted: WantedFunction,
  ctx: Context,
): Promise<void> {
  const reason = await refusedByRules(
    {
      resourceType: "AWS::Lambda::Function",
      resourceId: wanted.functionName,
      properties: propertiesOf(wanted),
    },
    ctx,
  );
  if (reason !== undefined)
    throw fault(
      InvalidParameterValueException,
      `The function ${wanted.functionName} is not compliant with the proactive rules of this account: ${reason}`,
    );
}

/** A function as `AWS::Lambda::Function` has it. */
function propertiesOf({
  functionName,
  settings,
  layers,
  tags,
  code = {},
  codeSigningConfigArn,
}: WantedFunction): Properties {
  const { KMSKeyArn, VpcConfig, Environment, SnapStart, ...same } = settings;
  const { S3Bucket, S3Key, S3ObjectVersion, ImageUri } = code;
  return withoutUndefined({
    ...same,
    FunctionName: functionName,
    Code: { S3Bucket, S3Key, S3ObjectVersion, ImageUri },
    CodeSigningConfigArn: codeSigningConfigArn,
    Environment: Environment && { Variables: Environment.Variables },
    KmsKeyArn: KMSKeyArn,
    Layers: layers.length > 0 ? layers.map(({ arn }) => arn) : undefined,
    SnapStart: SnapStart && { ApplyOn: SnapStart.ApplyOn },
    Tags:
      Object.keys(tags).length > 0
        ? Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
        : undefined,
    VpcConfig: VpcConfig?.SubnetIds?.length
      ? {
          SubnetIds: VpcConfig.SubnetIds,
          SecurityGroupIds: VpcConfig.SecurityGroupIds,
          Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack,
        }
      : undefined,
  });
}

/** The rules see what is written down: members that are undefined are none. */
function withoutUndefined(properties: Properties): Properties {
  return JSON.parse(JSON.stringify(properties)) as Properties;
}

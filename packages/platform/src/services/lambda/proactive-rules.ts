import {
  InvalidParameterValueException,
  type FunctionCode,
} from "@aws-sdk/client-lambda";
import type { Context, Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { refusedByRules } from "../../core/proactive-gate.ts";
import type { Properties } from "../../core/resource-type.ts";
import type { FunctionReference } from "./function-reference.ts";
import { latestVersion } from "./function-rows.ts";
import {
  functions,
  type FunctionRow,
  type FunctionSettings,
  type LayerUse,
} from "./tables.ts";

/** A function as it would be. */
export interface WantedFunction {
  readonly owner: Omit<FunctionRow, "createdAt" | "nextVersion">;
  readonly settings: FunctionSettings;
  readonly layers: readonly Pick<LayerUse, "arn">[];
  readonly code?: FunctionCode | undefined;
}

/**
 * Where its account wants it, a function passes the same rules before it exists, whichever way it comes.
 * @param previous what it is, where less than its configuration or code changes
 * @throws Fault InvalidParameterValueException with the rules and their reasons
 */
export async function passProactiveRules(
  wanted: WantedFunction,
  place: Place,
  ctx: Context,
  previous?: WantedFunction,
): Promise<void> {
  const { functionName } = wanted.owner;
  const reason = await refusedByRules(
    {
      resourceType: "AWS::Lambda::Function",
      resourceId: functionName,
      properties: propertiesOf(wanted),
      ...(previous ? { previous: propertiesOf(previous) } : {}),
    },
    place,
    ctx,
  );
  if (reason !== undefined)
    throw fault(
      InvalidParameterValueException,
      `The function ${functionName} is not compliant with the proactive rules of this account: ${reason}`,
    );
}

/** Changes what belongs to a function as a whole, unless that breaks a rule. @throws Fault InvalidParameterValueException */
export async function changeFunction(
  before: FunctionRow,
  after: FunctionRow,
  reference: FunctionReference,
  ctx: Context,
): Promise<void> {
  const { settings, layers } = await latestVersion(reference, ctx);
  await passProactiveRules({ owner: after, settings, layers }, reference, ctx, {
    owner: before,
    settings,
    layers,
  });
  await ctx.table(functions, reference).put(after);
}

/** A function as `AWS::Lambda::Function` has it. */
function propertiesOf({
  owner,
  settings,
  layers,
  code = {},
}: WantedFunction): Properties {
  const { functionName, tags, codeSigningConfigArn } = owner;
  const { KMSKeyArn, VpcConfig, Environment, SnapStart, ...same } = settings;
  const { S3Bucket, S3Key, S3ObjectVersion, ImageUri } = code;
  return withoutUndefined({
    ...same,
    FunctionName: functionName,
    Code: { S3Bucket, S3Key, S3ObjectVersion, ImageUri },
    CodeSigningConfigArn: codeSigningConfigArn,
    Environment: Environment && { Variables: Environment.Variables },
    KmsKeyArn: KMSKeyArn,
    RecursiveLoop: owner.recursiveLoop,
    ReservedConcurrentExecutions: owner.reservedConcurrency,
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

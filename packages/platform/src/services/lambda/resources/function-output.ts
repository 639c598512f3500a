import {
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetFunctionRecursionConfigCommand,
  type FunctionConfiguration,
} from "@aws-sdk/client-lambda";
import { given } from "../../../core/resource-input.ts";
import { tagProperty } from "../../../core/resource-tags.ts";
import type {
  Properties,
  ResourceContext,
} from "../../../core/resource-type.ts";
import { absent, unseen } from "./absent.ts";

/** Members of a configuration that are properties of the same name and form. */
const ALIKE = [
  "Architectures",
  "DeadLetterConfig",
  "EphemeralStorage",
  "FileSystemConfigs",
  "FunctionName",
  "Handler",
  "LoggingConfig",
  "MemorySize",
  "PackageType",
  "Role",
  "Runtime",
  "Timeout",
  "TracingConfig",
];

/** A function's properties as Lambda tells them. Its code cannot be told. */
export async function readFunction(
  FunctionName: string,
  ctx: ResourceContext,
): Promise<Properties | undefined> {
  const found = await ctx
    .send(new GetFunctionCommand({ FunctionName }))
    .catch(absent);
  if (!found?.Configuration) return undefined;
  const [recursion, signing] = await Promise.all([
    ctx
      .send(new GetFunctionRecursionConfigCommand({ FunctionName }))
      .catch(unseen),
    ctx
      .send(new GetFunctionCodeSigningConfigCommand({ FunctionName }))
      .catch(unseen),
  ]);
  return {
    ...shown(found.Configuration),
    ...given({ ...found.Concurrency }, ["ReservedConcurrentExecutions"]),
    ...given({ ...recursion }, ["RecursiveLoop"]),
    ...(signing?.CodeSigningConfigArn
      ? { CodeSigningConfigArn: signing.CodeSigningConfigArn }
      : {}),
    RuntimeManagementConfig: { UpdateRuntimeOn: "Auto" },
    ...tagProperty(found.Tags),
  };
}

function shown(configuration: FunctionConfiguration): Properties {
  const { Description, Environment, Layers, VpcConfig, SnapStart, KMSKeyArn } =
    configuration;
  return {
    Arn: configuration.FunctionArn,
    ...given({ ...configuration }, ALIKE),
    ...(Description ? { Description } : {}),
    ...(KMSKeyArn ? { KmsKeyArn: KMSKeyArn } : {}),
    ...(Environment?.Variables
      ? { Environment: { Variables: Environment.Variables } }
      : {}),
    ...(Layers ? { Layers: Layers.map(({ Arn }) => Arn) } : {}),
    ...(VpcConfig?.SubnetIds?.length
      ? {
          VpcConfig: given({ ...VpcConfig }, [
            "Ipv6AllowedForDualStack",
            "SecurityGroupIds",
            "SubnetIds",
          ]),
        }
      : {}),
    SnapStart: { ApplyOn: SnapStart?.ApplyOn ?? "None" },
    SnapStartResponse: {
      ApplyOn: SnapStart?.ApplyOn ?? "None",
      OptimizationStatus: SnapStart?.OptimizationStatus ?? "Off",
    },
  };
}

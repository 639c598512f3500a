import type { FunctionCode } from "@aws-sdk/client-lambda";
import { given } from "../../../core/resource-input.ts";
import type { Properties } from "../../../core/resource-type.ts";
import { inlinePackage } from "./inline-code.ts";

/** Where an update goes back to for a setting that the template no longer gives; undefined for what then stays. */
export const RESTS: Readonly<Record<string, unknown>> = {
  DeadLetterConfig: {},
  Description: "",
  Environment: { Variables: {} },
  EphemeralStorage: { Size: 512 },
  FileSystemConfigs: [],
  Handler: undefined,
  KMSKeyArn: "",
  Layers: [],
  LoggingConfig: { LogFormat: "Text" },
  MemorySize: 128,
  Role: undefined,
  Runtime: undefined,
  SnapStart: { ApplyOn: "None" },
  Timeout: 3,
  TracingConfig: { Mode: "PassThrough" },
  VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
};

/** Members that only creation takes, besides the settings. */
const AT_CREATION = [
  "Architectures",
  "CapacityProviderConfig",
  "CodeSigningConfigArn",
  "DurableConfig",
  "ImageConfig",
  "PackageType",
  "TenancyConfig",
];

/** Properties by the names and in the forms of Lambda's API. */
export function asSettings({
  KmsKeyArn,
  Environment,
  ...properties
}: Properties): Properties {
  return {
    ...properties,
    ...(KmsKeyArn === undefined ? {} : { KMSKeyArn: KmsKeyArn }),
    ...(Environment === undefined
      ? {}
      : { Environment: { Variables: variablesIn(Environment) } }),
  };
}

/** What CreateFunction takes of the properties, besides name, code and tags. */
export function creationMembers(properties: Properties) {
  return given(asSettings(properties), [...Object.keys(RESTS), ...AT_CREATION]);
}

/** The code of a function, as CreateFunction takes it. */
export function codeOf({ Code, Runtime }: Properties): FunctionCode {
  const { ZipFile, ...rest } = Code as Omit<FunctionCode, "ZipFile"> & {
    readonly ZipFile?: string;
  };
  return ZipFile === undefined
    ? rest
    : { ...rest, ZipFile: inlinePackage(ZipFile, Runtime as string) };
}

/** Templates may give variables any value: functions get texts. */
function variablesIn(environment: unknown): Record<string, string> {
  const { Variables = {} } = environment as { Variables?: object };
  return Object.fromEntries(
    Object.entries(Variables).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

import {
  InvalidParameterValueException,
  type CreateFunctionRequest,
  type UpdateFunctionConfigurationRequest,
} from "@aws-sdk/client-lambda";
import { fault } from "../../core/errors.ts";
import { checkVariables } from "./environment-variables.ts";
import { checkRuntime } from "./runtimes.ts";
import type { FunctionSettings } from "./tables.ts";

type Given = Partial<
  Omit<CreateFunctionRequest, "FunctionName" | "Code" | "Layers">
> &
  Partial<Omit<UpdateFunctionConfigurationRequest, "FunctionName" | "Layers">>;

/** The settings of a new function, with the defaults that AWS answers. */
export function initialSettings(
  functionName: string,
  given: Given,
): FunctionSettings {
  if (given.Handler === undefined || given.Runtime === undefined)
    throw fault(
      InvalidParameterValueException,
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  const defaults: FunctionSettings = {
    Description: "",
    Timeout: 3,
    MemorySize: 128,
    TracingConfig: { Mode: "PassThrough" },
    Architectures: given.Architectures ?? ["x86_64"],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: {
      LogFormat: "Text",
      LogGroup: `/aws/lambda/${functionName}`,
    },
  };
  return changedSettings(functionName, defaults, given);
}

/**
 * Settings with what a request changes: a member that is given replaces the old one whole, and AWS's
 * empty forms take it away.
 * @throws Fault InvalidParameterValueException, NotImplemented
 */
export function changedSettings(
  functionName: string,
  current: FunctionSettings,
  given: Given,
): FunctionSettings {
  refuseUnbuilt(given);
  if (given.Runtime !== undefined) checkRuntime(given.Runtime);
  checkVariables(given.Environment?.Variables ?? {});
  const changes = Object.fromEntries(
    Object.entries(CHANGES).flatMap(([name, change]) => {
      const value = given[name as keyof Given];
      return value === undefined
        ? []
        : [[name, change(value as never, functionName)]];
    }),
  );
  return { ...current, ...changes };
}

type Change = (value: never, functionName: string) => unknown;

const asGiven: Change = (value) => value;
const orNothing: Change = (value) => value || undefined;

/** How each member is taken over. */
const CHANGES: Readonly<Partial<Record<keyof FunctionSettings, Change>>> = {
  Description: asGiven,
  EphemeralStorage: asGiven,
  Handler: asGiven,
  MemorySize: asGiven,
  Role: asGiven,
  Runtime: asGiven,
  Timeout: asGiven,
  KMSKeyArn: orNothing,
  DeadLetterConfig: (value: { TargetArn?: string }) =>
    value.TargetArn ? value : undefined,
  Environment: (value: { Variables?: Record<string, string> }) =>
    Object.keys(value.Variables ?? {}).length > 0 ? value : undefined,
  FileSystemConfigs: (value: readonly unknown[]) =>
    value.length > 0 ? value : undefined,
  SnapStart: ({ ApplyOn = "None" }: { ApplyOn?: string }) => ({
    ApplyOn,
    OptimizationStatus: "Off",
  }),
  TracingConfig: ({ Mode = "PassThrough" }: { Mode?: string }) => ({ Mode }),
  LoggingConfig: loggingConfig,
};

/** Levels exist for JSON logs only; a missing group means the function's own. */
function loggingConfig(
  given: NonNullable<Given["LoggingConfig"]>,
  functionName: string,
): FunctionSettings["LoggingConfig"] {
  const { LogFormat = "Text", ApplicationLogLevel, SystemLogLevel } = given;
  const LogGroup = given.LogGroup ?? `/aws/lambda/${functionName}`;
  if (LogFormat === "JSON")
    return {
      LogFormat,
      ApplicationLogLevel: ApplicationLogLevel ?? "INFO",
      SystemLogLevel: SystemLogLevel ?? "INFO",
      LogGroup,
    };
  if (ApplicationLogLevel !== undefined || SystemLogLevel !== undefined)
    throw fault(
      InvalidParameterValueException,
      "To specify an application or system log level, set LogFormat to JSON.",
    );
  return { LogFormat, LogGroup };
}

/** What the platform cannot do must not look as if it were done. */
function refuseUnbuilt(given: Given): void {
  const image = given.PackageType === "Image" ? "PackageType Image" : undefined;
  const unbuilt =
    image ?? UNBUILT.find((name) => given[name as keyof Given] !== undefined);
  if (unbuilt !== undefined)
    throw fault("NotImplemented", `${unbuilt} is not built.`, 501);
}

const UNBUILT = [
  "ImageConfig",
  "CapacityProviderConfig",
  "DurableConfig",
  "PublishTo",
  "TenancyConfig",
];

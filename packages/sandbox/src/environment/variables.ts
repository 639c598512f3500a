import { dirname } from "node:path";
import type { Places } from "../drivers/driver.ts";
import type {
  FunctionCredentials,
  FunctionSpec,
  InitializationType,
} from "../function-spec.ts";
import { familyOf } from "../runtimes/list.ts";

type Variables = Record<string, string>;

/** What the variables of one environment are made from, beside the function. */
export interface VariableSources {
  readonly spec: FunctionSpec;
  readonly credentials: FunctionCredentials;
  readonly places: Places;
  readonly binary: string;
  readonly runtimeDir: string;
  readonly apiAddress: string;
  readonly logStream: string;
  readonly initializationType: InitializationType;
}

/**
 * The environment variables of a function, and nothing of the server's own. Later covers earlier, as in Lambda:
 * defaults, customer, credentials, runtime, platform.
 */
export function environmentVariables(sources: VariableSources): Variables {
  return {
    ...defaults(sources),
    ...sources.spec.environment,
    ...credentialVariables(sources.credentials),
    ...runtimeVariables(sources),
    ...platformVariables(sources),
  };
}

/**
 * The variables of a runtime that starts before its function is known: what is read as a process starts, and where to
 * ask. All others come with the function.
 */
export function aheadVariables(
  sources: Omit<
    VariableSources,
    "credentials" | "logStream" | "initializationType"
  >,
): Variables {
  const { places, apiAddress } = sources;
  return {
    ...defaults(sources),
    AWS_LAMBDA_RUNTIME_API: apiAddress,
    GATEHOUSE_STARTED_AHEAD: "1",
    LAMBDA_TASK_ROOT: places.task,
    TMPDIR: places.tmp,
  };
}

/** Lambda documents these as unreserved: a function may set its own. */
function defaults({
  spec,
  places,
  binary,
}: Pick<VariableSources, "spec" | "places" | "binary">): Variables {
  const { task, opt } = places;
  return {
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    PATH: [
      ...(binary.startsWith("/") ? [dirname(binary)] : []),
      "/usr/local/bin",
      "/usr/bin",
      "/bin",
      `${opt}/bin`,
    ].join(":"),
    LD_LIBRARY_PATH: `${task}:${task}/lib:${opt}/lib`,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    ...(spec.xrayDaemonAddress === undefined
      ? {}
      : { AWS_XRAY_DAEMON_ADDRESS: spec.xrayDaemonAddress }),
    ...(spec.endpointUrl === undefined
      ? {}
      : { AWS_ENDPOINT_URL: spec.endpointUrl }),
    ...familyOf(spec.runtime)?.defaults(spec.runtime, opt),
  };
}

function credentialVariables(credentials: FunctionCredentials): Variables {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}

function runtimeVariables({ spec, runtimeDir }: VariableSources): Variables {
  // Lambda sets the execution environment only for the runtimes that it brings itself.
  return familyOf(spec.runtime)
    ? {
        AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
        LAMBDA_RUNTIME_DIR: runtimeDir,
        _LAMBDA_TELEMETRY_LOG_FD: "3",
      }
    : { LAMBDA_RUNTIME_DIR: runtimeDir };
}

function platformVariables(sources: VariableSources): Variables {
  const { spec, places, apiAddress, logStream, initializationType } = sources;
  return {
    _HANDLER: spec.handler,
    AWS_REGION: spec.region,
    AWS_DEFAULT_REGION: spec.region,
    AWS_LAMBDA_FUNCTION_NAME: spec.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: spec.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: initializationType,
    AWS_LAMBDA_LOG_FORMAT: spec.logFormat ?? "Text",
    ...(spec.logFormat === "JSON"
      ? { AWS_LAMBDA_LOG_LEVEL: spec.applicationLogLevel ?? "INFO" }
      : {}),
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_RUNTIME_API: apiAddress,
    LAMBDA_TASK_ROOT: places.task,
    // /tmp belongs to the machine until a driver brings its own; well-behaved libraries follow TMPDIR.
    TMPDIR: places.tmp,
  };
}

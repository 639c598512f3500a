import type { Readable } from "node:stream";
import type { Egress } from "./drivers/driver.ts";

/** Temporary credentials for a function's role. */
export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** How log events are written, as in Lambda's LoggingConfig. */
export type LogFormat = "Text" | "JSON";

/** The least level of a function's own events that is kept, as in Lambda's LoggingConfig. */
export type ApplicationLogLevel =
  "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

/** The least level of platform events that is kept, as in Lambda's LoggingConfig. */
export type SystemLogLevel = "DEBUG" | "INFO" | "WARN";

/** Why an environment was initialized: AWS_LAMBDA_INITIALIZATION_TYPE. */
export type InitializationType =
  "on-demand" | "provisioned-concurrency" | "snap-start";

/** One function version as it is to run. Directories are absolute, unpacked and not changed while in use. */
export interface FunctionSpec {
  /** Names version, code and configuration together: calls with the same key may share an environment. */
  readonly key: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly functionArn: string;
  /** As Lambda names it: nodejs22.x, python3.13, provided.al2023 … */
  readonly runtime: string;
  readonly handler: string;
  readonly codeDir: string;
  /** Unpacked layers, lowest first; a later one covers an earlier one. */
  readonly layerDirs: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly ephemeralStorageMb: number;
  readonly region: string;
  readonly accountId: string;
  readonly logGroup: string;
  /** `Text` when absent. With `JSON`, platform lines are JSON events and the runtimes write JSON records. */
  readonly logFormat?: LogFormat;
  /** With `JSON`: what the function logs below it is dropped by its runtime; INFO when absent. */
  readonly applicationLogLevel?: ApplicationLogLevel;
  /** With `JSON`: which platform events reach the log; INFO when absent. */
  readonly systemLogLevel?: SystemLogLevel;
  /** One for each environment is made up when absent, as `2026/11/22/[$LATEST]…`. */
  readonly logStream?: string;
  credentials(): Promise<FunctionCredentials>;
  /** One environment is initialized ahead of calls and restored at its first, as with Lambda's SnapStart. */
  readonly snapStart?: boolean;
  readonly tracingMode?: "Active" | "PassThrough";
  /** Where the X-Ray SDKs send their segments: AWS_XRAY_DAEMON_ADDRESS, as `127.0.0.1:2000`. */
  readonly xrayDaemonAddress?: string;
  /** Becomes AWS_ENDPOINT_URL, so that the function's SDK calls come back to the platform. */
  readonly endpointUrl?: string;
  /** The way out of its environments' networks, where they are isolated; without it they reach the platform only. */
  readonly egress?: Egress;
}

/** One call of a function. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly invokedFunctionArn: string;
  /** The client context as JSON text. */
  readonly clientContext?: string;
  readonly traceId?: string;
  readonly cognitoIdentity?: {
    cognitoIdentityId: string;
    cognitoIdentityPoolId: string;
  };
}

/** What became of an invocation; a function's failure is a result, in the shape of Lambda's own answer. */
export interface InvocationResult {
  readonly payload: Uint8Array;
  readonly functionError?: "Unhandled" | "Handled";
  /** The `errorType` of a failure, also of one that the runtime or the sandbox reports. */
  readonly errorType?: string | undefined;
  /** The lines of this invocation from START to REPORT, at most their last 256 KiB. */
  readonly log: string;
  readonly logStream: string;
  /** From the event's hand-over to the answer; a failed first initialization that is repeated counts as well. */
  readonly durationMs: number;
  readonly billedMs: number;
  /** Present on a cold start. */
  readonly initMs?: number;
  readonly maxMemoryMb: number;
  /** Which kind of environment ran it; `on-demand` where provisioned ones exist is spill-over. */
  readonly initializationType: InitializationType;
}

/** An invocation that has its answer, while the end of its log is still to be read and written. */
export interface AnsweredInvocation extends Pick<
  InvocationResult,
  "payload" | "functionError"
> {
  /** Settles a moment later. */
  readonly result: Promise<InvocationResult>;
}

/** An invocation whose answer is passed on while the function still makes it. */
export interface StreamedInvocation {
  /** What the runtime named its answer: `application/vnd.awslambda.http-integration-response` begins with a prelude. */
  readonly contentType: string;
  /**
   * The answer's bytes as they come. It always ends and never fails: whether it is whole says `result`. Not reading
   * holds the function back; destroying it lets the function run on without a reader, as in Lambda.
   */
  readonly body: Readable;
  /** Settles once the invocation is over. Its payload is the error when it failed, else empty: it went through `body`. */
  readonly result: Promise<InvocationResult>;
}

/** How many environments of a version are kept ready ahead of its calls. */
export interface Provisioned {
  readonly wanted: number;
  /** Those that are initialized, idle or busy. */
  readonly ready: number;
  readonly busy: number;
  /** The `errorType` of the latest that failed to initialize, until one succeeds. */
  readonly fault?: string;
}

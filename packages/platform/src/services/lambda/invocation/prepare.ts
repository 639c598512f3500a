import type { FunctionSpec } from "@gatehouse/sandbox";
import type { AssumedRole } from "../../../core/assumed-role.ts";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import { logLeave } from "../../../core/log-leave.ts";
import { unpackedCode } from "../code/unpack.ts";
import { versionName } from "../configuration.ts";
import { assumeExecutionRole, CANNOT_BE_ASSUMED } from "../execution-role.ts";
import { referenceTo, type FunctionReference } from "../function-reference.ts";
import { egressOf } from "../network/egress.ts";
import { refusalLog } from "../network/refusal-log.ts";
import type { CodeRow, FunctionSettings, VersionRow } from "../tables.ts";
import { daemonOf } from "../tracing/daemon.ts";
import { LeaveDoor, mayTrace } from "./leave-door.ts";
import { runnerOf } from "./runner.ts";
import { hasSnapStart } from "./snap-start.ts";
import type { Target } from "./target.ts";

/** A version made ready to run. */
interface Prepared {
  readonly spec: Omit<FunctionSpec, "credentials">;
  credentials?: Promise<AssumedRole>;
  /** Milliseconds since the epoch, by the platform's clock. */
  renewAt: number;
}

/**
 * Stored rows are frozen and shared while they are unchanged, so what was prepared for a row is found
 * without a look at the disk, and is forgotten with it.
 */
const prepared = new WeakMap<VersionRow, Promise<Prepared>>();

const RENEW_BEFORE = 900_000;

/** The specification by which the sandbox runs a target. */
export async function prepare(
  { reference, version }: Target,
  ctx: Context,
): Promise<FunctionSpec> {
  let ready = prepared.get(version);
  if (!ready) {
    ready = unpacked(reference, version, ctx);
    prepared.set(version, ready);
    ready.catch(() => prepared.delete(version));
  }
  const known = await ready;
  return {
    ...known.spec,
    credentials: () => credentials(known, reference, version, ctx),
  };
}

async function unpacked(
  reference: FunctionReference,
  version: VersionRow,
  ctx: Context,
): Promise<Prepared> {
  const { accountId, region, functionName } = reference;
  const { settings, code, layers, revisionId } = version;
  const folder = ({ sha256 }: CodeRow): Promise<string> =>
    unpackedCode(ctx.platform).folder(sha256, ctx.blobs.path({ sha256 }));
  const [codeDir, ...layerDirs] = await Promise.all([
    folder(code),
    ...layers.map(folder),
  ]);
  const functionVersion = versionName(version.version);
  const { arn } = referenceTo(
    { accountId, region },
    functionName,
    functionVersion,
  );
  const key = `${arn} ${revisionId}`;
  const logGroup =
    settings.LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`;
  const tell = refusalLog({ key, logGroup }, reference, ctx);
  const egress = egressOf(version, reference, ctx, tell);
  return {
    renewAt: 0,
    spec: {
      key,
      functionName,
      functionVersion,
      functionArn: arn,
      runtime: settings.Runtime ?? "",
      handler: settings.Handler ?? "",
      codeDir,
      layerDirs,
      environment: settings.Environment?.Variables ?? {},
      memoryMb: settings.MemorySize ?? 128,
      timeoutSeconds: settings.Timeout ?? 3,
      ephemeralStorageMb: settings.EphemeralStorage?.Size ?? 512,
      region,
      accountId,
      logGroup,
      ...loggingOf(settings),
      snapStart: hasSnapStart(version),
      tracingMode: settings.TracingConfig?.Mode ?? "PassThrough",
      endpointUrl: ctx.platform.endpoint(),
      ...(settings.TracingConfig?.Mode === "Active"
        ? { xrayDaemonAddress: await daemonOf(ctx.platform).address() }
        : {}),
      ...(egress ? { egress } : {}),
    },
  };
}

/** How the function's log is written. */
function loggingOf({
  LoggingConfig,
}: FunctionSettings): Pick<
  FunctionSpec,
  "logFormat" | "applicationLogLevel" | "systemLogLevel"
> {
  const { LogFormat, ApplicationLogLevel, SystemLogLevel } =
    LoggingConfig ?? {};
  return {
    logFormat: LogFormat ?? "Text",
    ...(ApplicationLogLevel === undefined
      ? {}
      : { applicationLogLevel: ApplicationLogLevel }),
    ...(SystemLogLevel === undefined ? {} : { systemLogLevel: SystemLogLevel }),
  };
}

/** Credentials of the function's role, asked for once and again when they near their end. */
async function credentials(
  known: Prepared,
  reference: FunctionReference,
  { settings }: VersionRow,
  ctx: Context,
): Promise<AssumedRole> {
  if (known.credentials && ctx.now() < known.renewAt) return known.credentials;
  const asked = assumed(settings.Role ?? "", reference, ctx);
  known.credentials = asked;
  known.renewAt = Number.POSITIVE_INFINITY;
  try {
    const { expiration, caller } = await asked;
    known.renewAt = expiration.getTime() - RENEW_BEFORE;
    const { key, logGroup } = known.spec;
    const { logDoors, traceDoors } = runnerOf(ctx.platform, ctx.now);
    const asRole = () => ctx.aside(caller);
    logDoors.set(
      key,
      // A function whose role has no leave runs without a log (Lambda guide, "Logging").
      new LeaveDoor(() => logLeave(logGroup, reference, asRole()), ctx.now),
    );
    traceDoors.set(key, new LeaveDoor(() => mayTrace(asRole()), ctx.now));
  } catch {
    known.renewAt = 0;
  }
  return asked;
}

async function assumed(
  role: string,
  reference: FunctionReference,
  ctx: Context,
): Promise<AssumedRole> {
  try {
    return await assumeExecutionRole(role, reference, ctx);
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    throw fault("AccessDeniedException", CANNOT_BE_ASSUMED, 403);
  }
}

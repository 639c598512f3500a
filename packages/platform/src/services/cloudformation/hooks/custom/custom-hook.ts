import { join } from "node:path";
import { randomUUID } from "node:crypto";
import type { FunctionSpec } from "@gatehouse/sandbox";
import type { AssumedRole } from "../../../../core/assumed-role.ts";
import type { Context } from "../../../../core/context.ts";
import { logLeave, type LogLeave } from "../../../../core/log-leave.ts";
import { hookRole } from "../../registry/hook-role.ts";
import type { HookVersionRow } from "../../registry/tables.ts";
import type { ActiveHook } from "../active-hooks.ts";
import { broken, readAnswer, type HookAnswer } from "../answer.ts";
import { hookRequest, type HookCall } from "../request.ts";
import { HookTrouble } from "../stored-object.ts";
import { within } from "../within.ts";
import { hookRunnerOf } from "./hook-sandbox.ts";
import { unpackedHook } from "./unpacked.ts";

/** Seconds that a handler may take each time that it is asked. */
const LONGEST = 30;
const MEMORY_MB = 512;
const STORAGE_MB = 512;

/** Asks a custom hook: its handler runs in the sandbox, with its role's credentials in the request and around it. */
export async function askCustom(
  call: HookCall,
  role: AssumedRole | undefined,
  ctx: Context,
): Promise<HookAnswer> {
  const { hook } = call;
  if (!hook.version) throw new HookTrouble("The hook has no code");
  const log = await logRole(hook, ctx);
  const runner = hookRunnerOf(ctx.platform, ctx.now);
  const spec = await specOf(hook, hook.version, role, ctx);
  runner.logs.set(spec.key, log && (await leaveOf(hook, log, ctx)));
  const request = hookRequest(call, ctx.accountId);
  const payload = {
    ...request,
    requestData: {
      ...request.requestData,
      ...(role ? { callerCredentials: credentialsText(role) } : {}),
      ...(log
        ? {
            providerCredentials: credentialsText(log),
            providerLogGroupName: hook.logging?.LogGroupName,
          }
        : {}),
    },
  };
  const result = await within(
    LONGEST,
    runner.sandbox.invoke(spec, {
      requestId: randomUUID(),
      payload: Buffer.from(JSON.stringify(payload)),
      invokedFunctionArn: spec.functionArn,
    }),
    ctx.now,
  );
  if (!result)
    return broken(`The hook did not answer within ${LONGEST} seconds`);
  return result.functionError === undefined
    ? readAnswer(result.payload, call.token)
    : broken(failureIn(result.payload));
}

async function specOf(
  hook: ActiveHook,
  version: HookVersionRow,
  role: AssumedRole | undefined,
  ctx: Context,
): Promise<FunctionSpec> {
  const folder = await unpackedHook(version.code, ctx);
  const { typeName, typeArn, versionId, executionRoleArn = "" } = hook;
  return {
    key: `${typeArn}/${versionId} ${version.code.sha256} ${version.createdAt} ${executionRoleArn}`,
    functionName: typeName.replaceAll("::", "-"),
    functionVersion: versionId,
    functionArn: typeArn,
    runtime: version.runtime,
    handler: version.entrypoint,
    codeDir: join(folder, version.codeFolder),
    layerDirs: [],
    environment: {},
    memoryMb: MEMORY_MB,
    timeoutSeconds: LONGEST,
    ephemeralStorageMb: STORAGE_MB,
    region: ctx.region,
    accountId: ctx.accountId,
    logGroup: hook.logging?.LogGroupName ?? "",
    endpointUrl: ctx.platform.endpoint(),
    credentials: async () => role ?? NOBODY,
  };
}

/** A hook without a role has no rights. */
const NOBODY = {
  accessKeyId: "",
  secretAccessKey: "",
  sessionToken: "",
  expiration: new Date(8.64e15),
};

/** The role by which a hook's log is written; a hook without one, or that cannot be had, has no log. */
async function logRole(
  hook: ActiveHook,
  ctx: Context,
): Promise<AssumedRole | undefined> {
  return hook.logging && hookRole(hook.logging.LogRoleArn, hook, ctx);
}

function leaveOf(
  { logging }: ActiveHook,
  { caller }: AssumedRole,
  ctx: Context,
): Promise<LogLeave | undefined> {
  return logLeave(logging?.LogGroupName ?? "", ctx, ctx.aside(caller));
}

/** The libraries of the CloudFormation CLI take credentials as JSON text. */
const credentialsText = ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: AssumedRole): string =>
  JSON.stringify({ accessKeyId, secretAccessKey, sessionToken });

function failureIn(payload: Uint8Array): string {
  const text = Buffer.from(payload).toString("utf8");
  try {
    const { errorType, errorMessage } = JSON.parse(text) as Record<
      string,
      unknown
    >;
    return `The hook failed: ${String(errorType)}: ${String(errorMessage)}`;
  } catch {
    return `The hook failed: ${text}`;
  }
}

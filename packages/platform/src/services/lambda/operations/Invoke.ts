import { InvokeCommand, type InvocationResponse } from "@aws-sdk/client-lambda";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import { accept } from "../invocation/accept.ts";
import {
  checkedClientContext,
  checkedPayload,
  LARGEST_BODY,
  type InvocationType,
} from "../invocation/payload.ts";
import { logTail } from "../invocation/log-tail.ts";
import { run, type FunctionCall } from "../invocation/run.ts";
import { findTarget, type Target } from "../invocation/target.ts";
import { versionName } from "../configuration.ts";
import { onCalled } from "../permissions.ts";

/** Waits for the function, accepts the call for later (`Event`), or only asks whether it may (`DryRun`). */
export const Invoke = operation(InvokeCommand, {
  maxBody: LARGEST_BODY,
  audit: { category: "Data", readOnly: false },

  needs: async ({ FunctionName, Qualifier }, ctx) => [
    await onCalled(functionReference(FunctionName, Qualifier, ctx), ctx),
  ],

  async handle(input, ctx) {
    if (
      input.DurableExecutionName !== undefined ||
      input.TenantId !== undefined
    )
      throw fault(
        "NotImplemented",
        "Durable executions and tenants are not built.",
        501,
      );
    const type: InvocationType = input.InvocationType ?? "RequestResponse";
    const call: FunctionCall = {
      requestId: ctx.requestId,
      payload: checkedPayload(input.Payload as Uint8Array | undefined, type),
      clientContext: checkedClientContext(input.ClientContext),
      traceId: ctx.request.headers["x-amzn-trace-id"],
    };
    const reference = functionReference(
      input.FunctionName,
      input.Qualifier,
      ctx,
    );
    const target = await findTarget(reference, ctx);
    if (type === "DryRun") return { StatusCode: 204 };
    if (type === "Event") {
      accept(target, call, ctx);
      return { StatusCode: 202 };
    }
    return answer(target, call, input.LogType === "Tail", ctx);
  },
});

async function answer(
  target: Target,
  call: FunctionCall,
  withLog: boolean,
  ctx: Context,
): Promise<Omit<InvocationResponse, "Payload"> & { Payload: Uint8Array }> {
  const { payload, functionError, result } = await run(target, call, ctx);
  return {
    StatusCode: 200,
    ExecutedVersion: versionName(target.version.version),
    Payload: payload,
    ...(functionError === undefined ? {} : { FunctionError: functionError }),
    ...(withLog ? { LogResult: logTail((await result).log) } : {}),
  };
}

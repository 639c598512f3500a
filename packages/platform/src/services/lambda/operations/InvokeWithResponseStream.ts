import {
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamResponseEvent,
} from "@aws-sdk/client-lambda";
import type { InvocationResult, StreamedInvocation } from "@gatehouse/sandbox";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { versionName } from "../configuration.ts";
import { functionReference } from "../function-reference.ts";
import {
  checkedClientContext,
  checkedPayload,
  LARGEST_BODY,
} from "../invocation/payload.ts";
import { logTail } from "../invocation/log-tail.ts";
import { runStreaming } from "../invocation/run.ts";
import { findTarget } from "../invocation/target.ts";
import { onCalled } from "../permissions.ts";

/** Passes the function's answer on while the function makes it, and tells at its end what became of the call. */
export const InvokeWithResponseStream = operation(
  InvokeWithResponseStreamCommand,
  {
    maxBody: LARGEST_BODY,
    audit: { category: "Data", readOnly: false },

    needs: async ({ FunctionName, Qualifier }, ctx) => [
      await onCalled(functionReference(FunctionName, Qualifier, ctx), ctx),
    ],

    async handle({ FunctionName, Qualifier, ...input }, ctx) {
      if (input.TenantId !== undefined)
        throw fault("NotImplemented", "Tenants are not built.", 501);
      const call = {
        requestId: ctx.requestId,
        payload: checkedPayload(
          input.Payload as Uint8Array | undefined,
          "RequestResponse",
        ),
        clientContext: checkedClientContext(input.ClientContext),
        traceId: ctx.request.headers["x-amzn-trace-id"],
      };
      const reference = functionReference(FunctionName, Qualifier, ctx);
      const target = await findTarget(reference, ctx);
      if (input.InvocationType === "DryRun") return { StatusCode: 204 };
      const streamed = await runStreaming(target, call, ctx);
      return {
        StatusCode: 200,
        ExecutedVersion: versionName(target.version.version),
        EventStream: events(streamed, input.LogType === "Tail"),
      };
    },
  },
);

async function* events(
  { body, result }: StreamedInvocation,
  withLog: boolean,
): AsyncGenerator<InvokeWithResponseStreamResponseEvent> {
  for await (const chunk of body as AsyncIterable<Buffer>)
    yield { PayloadChunk: { Payload: chunk } };
  yield { InvokeComplete: completion(await result, withLog) };
}

/** What was sent before a failure stays sent: the failure is told behind it. */
function completion(
  { functionError, errorType, payload, log }: InvocationResult,
  withLog: boolean,
) {
  return {
    ...(functionError === undefined
      ? {}
      : {
          ErrorCode: errorType ?? functionError,
          ErrorDetails: Buffer.from(payload).toString(),
        }),
    ...(withLog ? { LogResult: logTail(log) } : {}),
  };
}

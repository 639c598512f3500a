import type { Readable } from "node:stream";
import { InvokeAsyncCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import { accept } from "../invocation/accept.ts";
import { checkedPayload, LARGEST_BODY } from "../invocation/payload.ts";
import { findTarget } from "../invocation/target.ts";
import { onFunction } from "../permissions.ts";

/** The call of 2014: always accepted for later, and without a trace. */
export const InvokeAsync = operation(InvokeAsyncCommand, {
  maxBody: LARGEST_BODY,
  audit: { category: "Data", readOnly: false },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:InvokeAsync",
      functionReference(FunctionName, undefined, ctx),
      ctx,
    ),
  ],

  receive: ({ InvokeArgs }) => bytesOf(InvokeArgs),

  async handle({ FunctionName }, ctx, body) {
    const reference = functionReference(FunctionName, undefined, ctx);
    const payload = checkedPayload(body, "InvokeAsync");
    const target = await findTarget(reference, ctx);
    accept(
      target,
      {
        requestId: ctx.requestId,
        payload,
        clientContext: undefined,
        traceId: undefined,
      },
      ctx,
    );
    return { Status: 202 };
  },
});

/** All of a body, as far as it may be looked at: what is longer is refused by its length. */
async function bytesOf(body: Readable | Uint8Array): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { RoleCaller } from "../../../core/caller.ts";
import type { Context } from "../../../core/context.ts";
import { broken, readAnswer, type HookAnswer } from "./answer.ts";
import { hookRequest, type HookCall } from "./request.ts";
import { within } from "./within.ts";

/** Seconds that a Lambda hook waits for its function. */
const LONGEST = 30;

/** Asks a Lambda hook: its function is invoked with its role's rights. */
export async function askLambda(
  call: HookCall,
  as: RoleCaller,
  ctx: Context,
): Promise<HookAnswer> {
  const { LambdaFunction } = call.hook.configuration.properties as {
    LambdaFunction: string;
  };
  const request = JSON.stringify(hookRequest(call, ctx.accountId));
  const answered = await within(
    LONGEST,
    ctx.send(
      new InvokeCommand({
        FunctionName: LambdaFunction,
        Payload: Buffer.from(request),
      }),
      { as, region: ctx.region },
    ),
    ctx.now,
  );
  if (!answered)
    return broken(
      `The Lambda function did not answer within ${LONGEST} seconds`,
    );
  const payload = Buffer.from(
    (answered.Payload as Uint8Array | undefined) ?? [],
  );
  if (answered.FunctionError !== undefined)
    return broken(
      `The Lambda function failed: ${answered.FunctionError}: ${payload.toString("utf8")}`,
    );
  return readAnswer(payload, call.token);
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { closingOf } from "../../../core/closing.ts";
import { hookRole } from "../registry/hook-role.ts";
import type { ActiveHook } from "./active-hooks.ts";
import { broken, type HookAnswer } from "./answer.ts";
import { askCustom } from "./custom/custom-hook.ts";
import { askGuard } from "./guard/guard-hook.ts";
import { askLambda } from "./lambda-hook.ts";
import type { HookCall } from "./request.ts";
import { HookTrouble } from "./stored-object.ts";

/** How often a hook is asked that answers each time that it is still at work (hooks guide, "Response input"). */
const MOST_INVOCATIONS = 3;
const POLL_MS = 25;

/**
 * Asks one hook about one target, until it has an answer. Whatever goes wrong is an answer, but for the platform's end:
 * the hook is asked again at the next start. @throws Error where the platform closes
 */
export async function askHook(
  call: Omit<HookCall, "invocation">,
  ctx: Context,
): Promise<HookAnswer> {
  const closing = closingOf(ctx.platform);
  let callbackContext: unknown;
  for (let invocation = 1; ; invocation++) {
    const answer = await askedOnce(
      {
        ...call,
        invocation,
        ...(callbackContext === undefined ? {} : { callbackContext }),
      },
      ctx,
    );
    if (isVerdict(answer)) return answer;
    if (closing.aborted) throw new Error("The platform closed during a hook.");
    if (answer.status === "FAILED") return answer;
    if (invocation === MOST_INVOCATIONS)
      return broken(
        `The hook was still in progress after ${MOST_INVOCATIONS} invocations`,
      );
    ({ callbackContext } = answer);
    const until = ctx.now() + answer.delaySeconds * 1000;
    while (ctx.now() < until && !closing.aborted) await sleep(POLL_MS);
  }
}

const isVerdict = ({ status, errorCode }: HookAnswer): boolean =>
  status === "SUCCESS" || (status === "FAILED" && errorCode === "NonCompliant");

async function askedOnce(call: HookCall, ctx: Context): Promise<HookAnswer> {
  try {
    return await asked(call, ctx);
  } catch (error) {
    if (error instanceof HookTrouble || error instanceof Fault)
      return broken(error.message);
    ctx.platform
      .workplace("cloudformation")
      .report(`The hook ${call.hook.typeName} could not be asked.`, error);
    return broken("Internal Failure");
  }
}

const PUBLIC = {
  "AWS::Hooks::GuardHook": askGuard,
  "AWS::Hooks::LambdaHook": askLambda,
} as const;

async function asked(call: HookCall, ctx: Context): Promise<HookAnswer> {
  const { hook } = call;
  const role = await roleOf(hook, ctx);
  const ask = PUBLIC[hook.originalTypeName as keyof typeof PUBLIC];
  if (!ask) return askCustom(call, role, ctx);
  if (!role) throw new HookTrouble("The hook has no execution role");
  return ask(call, role.caller, ctx);
}

async function roleOf(hook: ActiveHook, ctx: Context) {
  const { executionRoleArn } = hook;
  return executionRoleArn === undefined
    ? undefined
    : hookRole(executionRoleArn, hook, ctx);
}

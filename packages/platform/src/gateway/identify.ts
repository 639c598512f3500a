import type { Call } from "./perform.ts";
import type { Platform } from "./platform.ts";
import { RequestContext } from "./request-context.ts";

/**
 * The call with its caller, for operations whose input tells who calls. Whoever cannot be identified is refused by
 * what the call needs, so that the refusal is recorded like any other.
 */
export function withCaller(
  platform: Platform,
  call: Call,
): Call | Promise<Call> {
  return call.operation.identify ? identified(platform, call) : call;
}

async function identified(platform: Platform, call: Call): Promise<Call> {
  const { operation, input } = call;
  const ctx = new RequestContext(platform, call);
  const found = await operation.identify?.(input as never, ctx);
  if (!found) return call;
  const { caller, refusal } = found;
  if (!refusal) return { ...call, caller };
  const needs = () => {
    throw refusal;
  };
  return { ...call, caller, operation: { ...operation, needs } };
}

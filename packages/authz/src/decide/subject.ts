import type { Subject } from "../compile/statement.ts";
import type { AccessRequest, Context, Lookup } from "../request.ts";
import type { PolicySet } from "./policy-set.ts";

/** The request as statements see it: action lower-cased, context keys behind one function. */
export function subjectOf(
  request: AccessRequest,
  policies: PolicySet,
): Subject {
  return {
    principal: request.principal,
    bounded: policies.boundary !== undefined,
    action: lowerCased(request.action),
    resource: request.resource,
    lookup: lookupOf(request.context),
  };
}

const lookupOf = (context: Context): Lookup =>
  typeof context === "function" ? context : (key) => context.get(key);

const known = new Map<string, string>();

/** One string object per action: its hash is then computed once, not at each look-up. */
function lowerCased(action: string): string {
  const found = known.get(action);
  if (found !== undefined) return found;
  const lower = action.toLowerCase();
  if (known.size >= 4096) known.clear();
  known.set(action, lower);
  return lower;
}

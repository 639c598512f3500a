import { compile } from "../compile/policy.ts";
import type { PolicySet } from "../decide/policy-set.ts";
import type { Policy, PolicyKind } from "../policy.ts";
import type { PlainPolicies } from "./evaluate.test-support.ts";

/** The same policies for the compiled evaluator. */
export function compileAll(policies: PlainPolicies): PolicySet {
  const as = (kind: PolicyKind) => (policy: Policy) =>
    compile(policy, { kind });
  const { identity, boundary, session, resource, scps, rcps } = policies;
  const { managementAccountId } = policies;
  return {
    identity: identity.map(as("identity")),
    ...(boundary && { boundary: as("boundary")(boundary) }),
    ...(session && { session: session.map(as("session")) }),
    ...(resource && {
      resource: {
        kind: resource.kind,
        policy: as("resource")(resource.policy),
      },
    }),
    ...(scps && { scps: scps.map((level) => level.map(as("scp"))) }),
    ...(rcps && { rcps: rcps.map((level) => level.map(as("rcp"))) }),
    ...(managementAccountId && { managementAccountId }),
  };
}

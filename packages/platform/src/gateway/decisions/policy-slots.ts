/** The places that policies have in a decision, whatever stands for a policy: authz's `PolicySet`, or references to it. */
export interface PolicySlots<Policy> {
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  readonly session?: readonly Policy[];
  readonly resource?: {
    readonly policy: Policy;
    readonly kind: "resource" | "trust" | "key";
  };
  readonly scps?: readonly (readonly Policy[])[];
  readonly rcps?: readonly (readonly Policy[])[];
  readonly managementAccountId?: string;
}

/** Every policy of a decision, in the order of its places. */
export function policiesIn<Policy>({
  identity,
  boundary,
  session,
  resource,
  scps,
  rcps,
}: PolicySlots<Policy>): Policy[] {
  return [
    ...identity,
    ...(boundary ? [boundary] : []),
    ...(session ?? []),
    ...(resource ? [resource.policy] : []),
    ...(scps ?? []).flat(),
    ...(rcps ?? []).flat(),
  ];
}

/** The same places with something else standing for each policy. */
export function mapPolicies<From, To>(
  slots: PolicySlots<From>,
  change: (policy: From) => To,
): PolicySlots<To> {
  const { identity, boundary, session, resource, scps, rcps } = slots;
  const { managementAccountId } = slots;
  return {
    identity: identity.map(change),
    ...(boundary && { boundary: change(boundary) }),
    ...(session && { session: session.map(change) }),
    ...(resource && {
      resource: { kind: resource.kind, policy: change(resource.policy) },
    }),
    ...(scps && { scps: scps.map((level) => level.map(change)) }),
    ...(rcps && { rcps: rcps.map((level) => level.map(change)) }),
    ...(managementAccountId !== undefined && { managementAccountId }),
  };
}

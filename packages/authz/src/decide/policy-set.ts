import type { CompiledPolicy } from "../compile/policy.ts";

/** Every policy that bears on one request. Absent means that there is none to obey, not that nothing is allowed. */
export interface PolicySet {
  /** The policies of the user, its groups, or the role. */
  readonly identity: readonly CompiledPolicy[];
  readonly boundary?: CompiledPolicy;
  /** The policies passed to AssumeRole or GetFederationToken. */
  readonly session?: readonly CompiledPolicy[];
  readonly resource?: ResourcePolicy;
  /** The caller's organization, by level from the root to the account; each level must allow. */
  readonly scps?: readonly (readonly CompiledPolicy[])[];
  /** The resource's organization, by level from the root to the account. */
  readonly rcps?: readonly (readonly CompiledPolicy[])[];
  /** The organization's management account, which neither SCPs (its principals) nor RCPs (its resources) affect. */
  readonly managementAccountId?: string;
}

/** The policy attached to the resource; role trust policies and key policies must allow even within one account. */
export interface ResourcePolicy {
  readonly policy: CompiledPolicy;
  readonly kind: "resource" | "trust" | "key";
}

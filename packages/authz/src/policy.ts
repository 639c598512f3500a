/** Where a policy is used; it decides which elements AWS lets it hold. Managed policies, permissions boundaries and session policies are written like identity policies. */
export type PolicyKind =
  | "identity"
  | "managed"
  | "resource"
  | "trust"
  | "scp"
  | "rcp"
  | "boundary"
  | "session";

/** What a statement does with the requests it matches. */
export type Effect = "Allow" | "Deny";

/** The two versions of the policy language; only the later one has policy variables. */
export type PolicyVersion = "2008-10-17" | "2012-10-17";

/** The four ways a statement names principals; `"Principal": "*"` reads as `aws: ["*"]`, which AWS documents as its equal. */
export interface PrincipalElement {
  readonly aws: readonly string[];
  readonly service: readonly string[];
  readonly federated: readonly string[];
  readonly canonicalUser: readonly string[];
}

/** One operator applied to one key: the request's value is held against each of `values`. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** One statement as written, lists made explicit; of each pair (`actions`, `notActions`) at most one is present. */
export interface Statement {
  readonly sid?: string;
  readonly effect: Effect;
  readonly principal?: PrincipalElement;
  readonly notPrincipal?: PrincipalElement;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions: readonly Condition[];
}

/** A policy document that passed AWS's checks for its kind. */
export interface Policy {
  readonly version: PolicyVersion;
  readonly id?: string;
  readonly statements: readonly Statement[];
}

/** Where a compiled policy came from, repeated in decisions so that a denial can name it. */
export interface PolicySource {
  readonly kind: PolicyKind | "key";
  readonly arn?: string;
  readonly name?: string;
  readonly attachedTo?: string;
}

import type { Policy } from "../policy.ts";

/** What is wrong with a policy, for callers that act on it; the message is AWS's. */
export type PolicyProblem =
  | "syntax"
  | "version"
  | "legacy-parsing"
  | "duplicate-sid"
  | "invalid-sid"
  | "missing-action"
  | "missing-resource"
  | "missing-principal"
  | "prohibited-principal"
  | "prohibited-resource"
  | "invalid-action"
  | "invalid-resource"
  | "invalid-principal"
  | "unsupported-for-type";

/** A policy that AWS would refuse, and the message it would give (IAM: `MalformedPolicyDocument`). */
export interface ParseFailure {
  readonly ok: false;
  readonly problem: PolicyProblem;
  readonly message: string;
  /** The statement at fault, counted from 0, where one is. */
  readonly statement?: number;
}

/** A parsed policy, or why it is none. */
export type ParseResult =
  { readonly ok: true; readonly policy: Policy } | ParseFailure;

/** Makes a failure. */
export const failure = (
  problem: PolicyProblem,
  message: string,
  statement?: number,
): ParseFailure => ({
  ok: false,
  problem,
  message,
  ...(statement !== undefined && { statement }),
});

/** IAM's answer to anything that does not fit the policy grammar. */
export const syntaxError = (statement?: number): ParseFailure =>
  failure("syntax", "Syntax errors in policy.", statement);

/** IAM's answer to values that the older parser behind it refuses. */
export const legacyError = (statement: number): ParseFailure =>
  failure("legacy-parsing", "The policy failed legacy parsing", statement);

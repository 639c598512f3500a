import type { Policy, PolicySource } from "../policy.ts";
import { Grant } from "./grant.ts";
import type { CompiledStatement, Subject } from "./statement.ts";
import { compileStatement, grantOf, matches } from "./statement.ts";
import type { StatementIndex } from "./statement-index.ts";
import { indexByAction } from "./statement-index.ts";

/** A policy ready for any number of decisions; immutable in what it decides, so one serves all requests. */
export interface CompiledPolicy {
  readonly source: PolicySource;
  readonly policy: Policy;
  readonly statements: readonly CompiledStatement[];
  /** The statements whose action element matches, denies apart from allows. */
  readonly forAction: (action: string) => StatementIndex;
}

/** Compiles a policy once per version: patterns, ranges, dates and names are read now, not at each request. Never throws on a parsed policy. */
export function compile(policy: Policy, source: PolicySource): CompiledPolicy {
  const statements = policy.statements.map((statement, i) =>
    compileStatement(statement, i, source, policy.version),
  );
  return { source, policy, statements, forAction: indexByAction(statements) };
}

/** The Deny that matches, in a policy whose statements name no principals. */
export function findDeny(
  policy: CompiledPolicy,
  subject: Subject,
): CompiledStatement | undefined {
  return firstMatch(policy.forAction(subject.action).denies, subject);
}

/** The Allow that matches, in a policy whose statements name no principals. */
export function findAllow(
  policy: CompiledPolicy,
  subject: Subject,
): CompiledStatement | undefined {
  return firstMatch(policy.forAction(subject.action).allows, subject);
}

/** The Deny that matches and names the caller, in a resource's policy. */
export function findDenyNaming(
  policy: CompiledPolicy,
  subject: Subject,
): CompiledStatement | undefined {
  for (const statement of policy
    .forAction(subject.action)
    .denies(subject.resource))
    if (grantOf(statement, subject) && matches(statement, subject))
      return statement;
  return undefined;
}

/** The strongest grant that a resource's policy makes the caller, and the statement that makes it. */
export function findGrant(
  policy: CompiledPolicy,
  subject: Subject,
): { grant: Grant; statement?: CompiledStatement } {
  let grant: Grant = Grant.none;
  let strongest: CompiledStatement | undefined;
  for (const statement of policy
    .forAction(subject.action)
    .allows(subject.resource)) {
    const given = grantOf(statement, subject);
    if (given <= grant || !matches(statement, subject)) continue;
    grant = given;
    strongest = statement;
    if (grant === Grant.direct) break;
  }
  return strongest ? { grant, statement: strongest } : { grant };
}

function firstMatch(
  plausible: (resource: string) => readonly CompiledStatement[],
  subject: Subject,
): CompiledStatement | undefined {
  for (const statement of plausible(subject.resource))
    if (matches(statement, subject)) return statement;
  return undefined;
}

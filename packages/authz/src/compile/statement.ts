import type { CompiledCondition } from "../condition/condition.ts";
import { compileCondition } from "../condition/condition.ts";
import { every } from "../match/verdict.ts";
import type {
  Effect,
  PolicySource,
  PolicyVersion,
  Statement,
} from "../policy.ts";
import type { Lookup, Principal } from "../request.ts";
import type { ActionTest } from "./action.ts";
import { compileActions } from "./action.ts";
import { Grant } from "./grant.ts";
import type { PrincipalTest } from "./principal.ts";
import { compilePrincipal } from "./principal.ts";
import type { ResourceTest } from "./resource.ts";
import { compileResources } from "./resource.ts";

/** Which statement decided: the policy it stands in, its Sid and its place, counted from 0. */
export interface StatementRef {
  readonly policy: PolicySource;
  readonly sid?: string;
  readonly index: number;
}

/** A statement with each of its elements ready to test. */
export interface CompiledStatement {
  readonly ref: StatementRef;
  readonly effect: Effect;
  readonly written: Statement;
  readonly action: ActionTest;
  readonly resource: ResourceTest;
  readonly conditions: readonly CompiledCondition[];
  readonly principal?: PrincipalTest;
}

/** The request as statements see it. */
export interface Subject {
  readonly principal: Principal;
  readonly bounded: boolean;
  /** Lower-cased. */
  readonly action: string;
  readonly resource: string;
  readonly lookup: Lookup;
}

/** Compiles one statement of a policy. */
export function compileStatement(
  written: Statement,
  index: number,
  source: PolicySource,
  version: PolicyVersion,
): CompiledStatement {
  const principal = compilePrincipal(written);
  return {
    ref: {
      policy: source,
      index,
      ...(written.sid !== undefined && { sid: written.sid }),
    },
    effect: written.effect,
    written,
    action: compileActions(written),
    resource: compileResources(written, version),
    conditions: written.conditions.map((c) => compileCondition(c, version)),
    ...(principal && { principal }),
  };
}

/** Whether resource and conditions match, for a statement whose action does; doubt makes a Deny match and an Allow not. */
export function matches(
  statement: CompiledStatement,
  { resource, lookup }: Subject,
): boolean {
  const inDoubt = statement.effect === "Deny";
  if (!(statement.resource(resource, lookup) ?? inDoubt)) return false;
  return (
    statement.conditions.length === 0 ||
    (every(statement.conditions, (c) => c.test(lookup)) ?? inDoubt)
  );
}

/** How a resource policy's statement names the caller; one that names nobody binds everybody with a Deny and helps nobody with an Allow. */
export function grantOf(
  statement: CompiledStatement,
  { principal, bounded }: Subject,
): Grant {
  if (statement.principal) return statement.principal(principal, bounded);
  return statement.effect === "Deny" ? Grant.direct : Grant.none;
}

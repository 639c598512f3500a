import { grantOf, matches } from "../compile/statement.ts";
import type { CompiledStatement, Subject } from "../compile/statement.ts";
import type { Verdict } from "../match/verdict.ts";
import type { PolicyVersion, PrincipalElement } from "../policy.ts";
import { nearMissAmong } from "./near-miss.ts";
import type {
  ConditionTrace,
  ElementTrace,
  Outcome,
  StatementTrace,
} from "./trace.ts";

/** Tests every element of a statement, also those after the first that fails; the tests are those that decide. */
export function traceStatement(
  statement: CompiledStatement,
  subject: Subject,
  version: PolicyVersion,
  namesPrincipals: boolean,
): StatementTrace {
  const action = traceAction(statement, subject);
  const principal = namesPrincipals && tracePrincipal(statement, subject);
  return {
    statement: statement.ref,
    effect: statement.effect,
    matched:
      action.outcome === "match" &&
      (!principal || principal.outcome === "match") &&
      matches(statement, subject),
    ...(principal && { principal }),
    action,
    resource: traceResource(
      statement,
      subject,
      action.outcome === "match" ? version : undefined,
    ),
    conditions: traceConditions(statement, subject),
  };
}

function tracePrincipal(
  statement: CompiledStatement,
  subject: Subject,
): ElementTrace {
  const { principal, notPrincipal } = statement.written;
  return {
    outcome: outcomeOf(grantOf(statement, subject) > 0),
    negated: notPrincipal !== undefined,
    wanted: namesIn(principal ?? notPrincipal),
    actual: subject.principal.arn,
  };
}

const namesIn = (element: PrincipalElement | undefined): readonly string[] =>
  element
    ? [
        ...element.aws,
        ...element.service,
        ...element.federated,
        ...element.canonicalUser,
      ]
    : [];

function traceAction(
  { action, written }: CompiledStatement,
  subject: Subject,
): ElementTrace {
  return {
    outcome: outcomeOf(action(subject.action)),
    negated: written.notActions !== undefined,
    wanted: written.actions ?? written.notActions ?? [],
    actual: subject.action,
  };
}

/** The near miss is only looked for where the action matches: `version` is absent where it does not. */
function traceResource(
  { resource, written }: CompiledStatement,
  subject: Subject,
  version: PolicyVersion | undefined,
): StatementTrace["resource"] {
  const outcome = outcomeOf(resource(subject.resource, subject.lookup));
  const nearest =
    version && outcome !== "match" && written.resources
      ? nearMissAmong(
          written.resources,
          subject.resource,
          version,
          subject.lookup,
        )
      : undefined;
  return {
    outcome,
    negated: written.notResources !== undefined,
    wanted: written.resources ?? written.notResources ?? [],
    actual: subject.resource,
    ...(nearest && { nearest }),
  };
}

const traceConditions = (
  { conditions }: CompiledStatement,
  { lookup }: Subject,
): ConditionTrace[] =>
  conditions.map(({ operator, key, values, test }) => ({
    outcome: outcomeOf(test(lookup)),
    operator,
    key,
    wanted: values,
    actual: lookup(key.toLowerCase()) ?? null,
  }));

const outcomeOf = (verdict: Verdict): Outcome =>
  verdict === undefined ? "in-doubt" : verdict ? "match" : "no-match";

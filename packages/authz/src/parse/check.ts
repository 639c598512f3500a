import { splitArn } from "../match/arn.ts";
import { parseInstant } from "../match/instant.ts";
import type { PolicyKind } from "../policy.ts";
import { checkAction } from "./check-action.ts";
import { checkForKind } from "./check-kind.ts";
import { checkResource } from "./check-resource.ts";
import type { ParseFailure } from "./result.ts";
import { failure, legacyError } from "./result.ts";
import type { Draft, DraftStatement } from "./shape.ts";

/** AWS's checks of a document of the right shape, in the order in which IAM reports what it finds. */
export function check(
  document: Draft,
  kind: PolicyKind,
): ParseFailure | undefined {
  const { statements } = document;
  return (
    checkVersion(document, kind) ??
    first(statements, checkLegacy) ??
    checkSids(statements, kind) ??
    first(statements, (s, i) => checkForKind(s, i, kind)) ??
    first(statements, (s, i) => checkPresence(s, i, kind)) ??
    first(statements, checkResources) ??
    first(statements, checkActions)
  );
}

/**
 * A policy that stands in something else (a user, a role, a resource) may still be of the older version, which is also
 * what a missing one means; one that stands alone may not.
 */
function checkVersion(
  { version }: Draft,
  kind: PolicyKind,
): ParseFailure | undefined {
  if (version === "2012-10-17" || STANDS_IN.has(kind)) return undefined;
  return failure(
    "version",
    "Policy document must be version 2012-10-17 or greater.",
  );
}

const STANDS_IN: ReadonlySet<PolicyKind> = new Set([
  "identity",
  "trust",
  "resource",
]);

function checkLegacy(
  statement: DraftStatement,
  index: number,
): ParseFailure | undefined {
  if (statement.effect !== "Allow" && statement.effect !== "Deny")
    return legacyError(index);
  if (resourcesOf(statement).some(isBrokenArn)) return legacyError(index);
  const dates = statement.conditions.filter(({ operator }) =>
    /^(For\w+:)?Date/.test(operator),
  );
  return dates.some(({ values }) => values.some((v) => !isDate(v)))
    ? legacyError(index)
    : undefined;
}

const isDate = (text: string): boolean => parseInstant(text) !== undefined;

/** An ARN may stop early (AWS completes it), but not after leaving a field empty, and never without a service. */
function isBrokenArn(text: string): boolean {
  if (!text.startsWith("arn:")) return false;
  const arn = splitArn(text);
  return arn ? arn[2] === "" : text.includes("::");
}

function checkSids(
  statements: readonly DraftStatement[],
  kind: PolicyKind,
): ParseFailure | undefined {
  const seen = new Set<string>();
  for (const [index, { sid }] of statements.entries()) {
    if (!sid) continue;
    if (seen.has(sid))
      return failure(
        "duplicate-sid",
        "Statement IDs (SID) in a single policy must be unique.",
        index,
      );
    if (kind !== "resource" && /[^0-9A-Za-z]/.test(sid))
      return failure(
        "invalid-sid",
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
        index,
      );
    seen.add(sid);
  }
  return undefined;
}

function checkPresence(
  statement: DraftStatement,
  index: number,
  kind: PolicyKind,
): ParseFailure | undefined {
  if (actionsOf(statement).length === 0)
    return failure(
      "missing-action",
      kind === "trust"
        ? "Missing required field Action"
        : "Policy statement must contain actions.",
      index,
    );
  if (kind !== "trust" && resourcesOf(statement).length === 0)
    return failure(
      "missing-resource",
      "Policy statement must contain resources.",
      index,
    );
  return undefined;
}

const checkResources = (
  statement: DraftStatement,
  index: number,
): ParseFailure | undefined =>
  first(resourcesOf(statement), (resource) => checkResource(resource, index));

const checkActions = (
  statement: DraftStatement,
  index: number,
): ParseFailure | undefined =>
  first(actionsOf(statement), (action) => checkAction(action, index));

const actionsOf = (statement: DraftStatement): readonly string[] =>
  statement.actions ?? statement.notActions ?? [];

const resourcesOf = (statement: DraftStatement): readonly string[] =>
  statement.resources ?? statement.notResources ?? [];

function first<T>(
  items: readonly T[],
  look: (item: T, index: number) => ParseFailure | undefined,
): ParseFailure | undefined {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found) return found;
  }
  return undefined;
}

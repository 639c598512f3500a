import type { Text, WrittenStatement } from "../document.ts";
import { found, type Check, type Found } from "../finding.ts";
import type { IssueCode } from "../issues.ts";
import { covers } from "../patterns.ts";

/** Statements that allow handing over any role, or making any service-linked role. */
export const powerfulGrantChecks: readonly Check[] = [
  function* ({ statements }, { policyType }) {
    if (policyType !== "IDENTITY_POLICY") return;
    for (const statement of statements)
      for (const power of POWERS) yield* grants(statement, power);
  },
];

interface Power {
  readonly action: string;
  readonly prefix: "PASS_ROLE" | "CREATE_SLR";
  /** A condition on this key keeps the grant within bounds. */
  readonly boundBy: readonly string[];
}

const POWERS: readonly Power[] = [
  {
    action: "iam:passrole",
    prefix: "PASS_ROLE",
    boundBy: ["iam:passedtoservice"],
  },
  {
    action: "iam:createservicelinkedrole",
    prefix: "CREATE_SLR",
    boundBy: ["iam:awsservicename"],
  },
];

function* grants(
  statement: WrittenStatement,
  { action, prefix, boundBy }: Power,
): Iterable<Found> {
  if (statement.effect !== "Allow") return;
  const by = grantedBy(statement, action);
  const on = resourcesMeant(statement);
  if (!by || !on) return;
  const isBound = statement.conditions.some(({ key }) =>
    boundBy.includes(key.key.toLowerCase()),
  );
  if (isBound && on.how === "STAR_IN_RESOURCE") return;
  yield found(CODES[`${prefix} ${by.how} ${on.how}`], [...by.at, ...on.at]);
}

type How = "ACTION" | "STAR_IN_ACTION" | "NOT_ACTION";
type On = "STAR_IN_RESOURCE" | "NOT_RESOURCE";

const CODES: Record<`${Power["prefix"]} ${How} ${On}`, IssueCode> = {
  "PASS_ROLE ACTION STAR_IN_RESOURCE": "PASS_ROLE_WITH_STAR_IN_RESOURCE",
  "PASS_ROLE STAR_IN_ACTION STAR_IN_RESOURCE":
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
  "PASS_ROLE NOT_ACTION STAR_IN_RESOURCE":
    "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
  "PASS_ROLE ACTION NOT_RESOURCE": "PASS_ROLE_WITH_NOT_RESOURCE",
  "PASS_ROLE STAR_IN_ACTION NOT_RESOURCE":
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
  "PASS_ROLE NOT_ACTION NOT_RESOURCE":
    "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
  "CREATE_SLR ACTION STAR_IN_RESOURCE": "CREATE_SLR_WITH_STAR_IN_RESOURCE",
  "CREATE_SLR STAR_IN_ACTION STAR_IN_RESOURCE":
    "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
  "CREATE_SLR NOT_ACTION STAR_IN_RESOURCE":
    "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
  "CREATE_SLR ACTION NOT_RESOURCE": "CREATE_SLR_WITH_NOT_RESOURCE",
  "CREATE_SLR STAR_IN_ACTION NOT_RESOURCE":
    "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
  "CREATE_SLR NOT_ACTION NOT_RESOURCE":
    "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
};

/** How a statement's actions come to hold the one meant. */
function grantedBy(
  { actions, notActions }: WrittenStatement,
  action: string,
): { how: How; at: readonly Text[] } | undefined {
  const covering = ({ value }: Text): boolean =>
    covers(value.toLowerCase(), action);
  const named = actions.filter(({ value }) => value.toLowerCase() === action);
  if (named.length > 0) return { how: "ACTION", at: named };
  const starred = actions.filter(covering);
  if (starred.length > 0) return { how: "STAR_IN_ACTION", at: starred };
  return notActions.length > 0 && !notActions.some(covering)
    ? { how: "NOT_ACTION", at: notActions.slice(0, 1) }
    : undefined;
}

/** `*`, or an ARN whose role is left open altogether: `arn:aws:iam::123456789012:role/*`. */
const ANY_ROLE = /^(\*|arn:[^:]*:(iam|\*):[^:]*:[^:]*:(\*|role\*|role\/\*))$/;

function resourcesMeant({
  resources,
  notResources,
}: WrittenStatement): { how: On; at: readonly Text[] } | undefined {
  if (notResources.length > 0)
    return { how: "NOT_RESOURCE", at: notResources.slice(0, 1) };
  const starred = resources.filter(({ value }) => ANY_ROLE.test(value));
  return starred.length > 0
    ? { how: "STAR_IN_RESOURCE", at: starred }
    : undefined;
}

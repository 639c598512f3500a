import { type Text, type WrittenStatement } from "../document.ts";
import { found, type About, type Check, type Found } from "../finding.ts";
import { covers } from "../patterns.ts";

/** Whether the actions exist, belong into the policy, and say each thing once. */
export const actionChecks: readonly Check[] = [
  knownActions,
  ofStatements(orgActions),
  ofStatements(actionsOfResource),
  ofStatements(redundantActions),
  redundantStatements,
];

function ofStatements(
  check: (statement: WrittenStatement, about: About) => Iterable<Found>,
): Check {
  return function* ({ statements }, about) {
    for (const statement of statements) yield* check(statement, about);
  };
}

const actionsOf = ({ actions, notActions }: WrittenStatement) => [
  ...actions,
  ...notActions,
];

/** Patterns that are held against all actions of their service; of further ones it is taken that they match some. */
const MOST_WILDCARDS = 500;

function* knownActions(...[policy, about]: Parameters<Check>): Iterable<Found> {
  const { reference, suggest } = about;
  let wildcards = 0;
  for (const at of policy.statements.flatMap(actionsOf)) {
    if (at.value === "*" || at.value.includes("${")) continue;
    const [service, name] = splitAction(at.value);
    if (/[*?]/.test(service)) continue;
    if (!reference.names.has(service.toLowerCase())) {
      const near = suggest(service, reference.names) ?? "*";
      yield found("INVALID_SERVICE_IN_ACTION", at, { service, near });
      continue;
    }
    const { actions } = reference.services.get(service.toLowerCase()) ?? {};
    const any = `${service}:*`;
    if (!actions || name === undefined) {
      yield found("INVALID_ACTION", at, { action: at.value, near: any });
      continue;
    }
    const pattern = name.toLowerCase();
    const isWild = /[*?]/.test(pattern);
    if (isWild && ++wildcards > MOST_WILDCARDS) continue;
    const known = isWild
      ? [...actions.keys()].some((action) => covers(pattern, action))
      : actions.has(pattern);
    if (known) continue;
    const names = [...actions.values()].map((action) => action.name);
    const likely = suggest(name, names);
    const near = likely === undefined ? any : `${service}:${likely}`;
    yield found("INVALID_ACTION", at, { action: at.value, near });
  }
}

function splitAction(action: string): [string, string | undefined] {
  const colon = action.indexOf(":");
  return colon < 0
    ? [action, undefined]
    : [action.slice(0, colon), action.slice(colon + 1)];
}

function* orgActions(
  statement: WrittenStatement,
  { policyType }: About,
): Iterable<Found> {
  if (policyType === "SERVICE_CONTROL_POLICY")
    for (const at of actionsOf(statement)) {
      // Organizations takes a wildcard anywhere since 2025, but a service must be named without one.
      const [service] = splitAction(at.value);
      if (at.value !== "*" && /[*?]/.test(service))
        yield found("SCP_SYNTAX_ERROR_ACTION_WILDCARD", at, {
          action: at.value,
        });
    }
  if (policyType === "RESOURCE_CONTROL_POLICY") {
    for (const { key, value } of statement.members)
      if (key === "NotAction") yield found("RCP_SYNTAX_ERROR_NOTACTION", value);
    if (statement.effect === "Allow")
      yield found("RCP_SYNTAX_ERROR_ALLOW", statement.at);
  }
}

/** The actions that the policy of a resource of this type can decide about. */
const ACTIONS_OF: Readonly<Record<string, RegExp>> = {
  "AWS::IAM::AssumeRolePolicyDocument":
    /^(\*|sts:(\*|Assume\w*\*?|AssumeRole\w*|TagSession|SetSourceIdentity|SetContext))$/i,
  "AWS::S3::Bucket": /^(\*|s3:.*)$/i,
  "AWS::S3::AccessPoint": /^(\*|s3:.*)$/i,
  "AWS::S3::MultiRegionAccessPoint": /^(\*|s3:.*)$/i,
  "AWS::S3ObjectLambda::AccessPoint": /^(\*|s3-object-lambda:.*)$/i,
  "AWS::DynamoDB::Table": /^(\*|dynamodb:.*)$/i,
};

function* actionsOfResource(
  statement: WrittenStatement,
  { policyType, resourceType }: About,
): Iterable<Found> {
  const fitting = resourceType && ACTIONS_OF[resourceType];
  if (policyType !== "RESOURCE_POLICY" || !fitting) return;
  for (const at of actionsOf(statement))
    if (!fitting.test(at.value))
      yield found("UNSUPPORTED_ACTION_IN_POLICY", at, {
        action: at.value,
        type: resourceType,
      });
}

/** Patterns compared with every action of their statement: bounds the work that a hostile policy asks for. */
const MOST_PATTERNS = 200;

function* redundantActions(statement: WrittenStatement): Iterable<Found> {
  for (const list of [statement.actions, statement.notActions]) {
    const redundant = redundantIn(list);
    if (redundant.length > 0)
      yield found("REDUNDANT_ACTION", redundant, {
        count: redundant.length,
        action: redundant.map(({ value }) => value).join(", "),
      });
  }
}

/** Those of a list that another one covers; of equal ones the first stays. */
export function redundantIn(list: readonly Text[]): readonly Text[] {
  const patterns = list
    .filter(({ value }) => /[*?]/.test(value))
    .slice(0, MOST_PATTERNS)
    .map(({ value }) => value.toLowerCase());
  const seen = new Set<string>();
  return list.filter(({ value }) => {
    const text = value.toLowerCase();
    const repeated = seen.has(text);
    seen.add(text);
    return repeated || patterns.some((wide) => isWider(wide, text));
  });
}

const isWider = (wide: string, text: string): boolean =>
  wide !== text && covers(wide, text) && !covers(text, wide);

function* redundantStatements(
  ...[{ statements, text }]: Parameters<Check>
): Iterable<Found> {
  const first = new Map<string, WrittenStatement>();
  for (const statement of statements) {
    const meaning = JSON.stringify(
      statement.members
        .filter(({ key }) => key !== "Sid")
        .map(({ key, value: { span } }) => [
          key,
          text.slice(span.start.offset, span.end.offset).replaceAll(/\s/g, ""),
        ])
        .map((member) => member.join(" "))
        .toSorted((one, other) => (one < other ? -1 : 1)),
    );
    const same = first.get(meaning);
    if (same) yield found("REDUNDANT_STATEMENT", [same.at, statement.at]);
    else first.set(meaning, statement);
  }
}

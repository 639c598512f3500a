import { parseOperatorName, type LocatedJson } from "@gatehouse/authz";
import {
  memberOf,
  oneOrMore,
  type WrittenPolicy,
  type WrittenStatement,
} from "../document.ts";
import { found, type Check, type Found } from "../finding.ts";

/** Whether policy variables are written rightly and stand where they are read. */
export const variableChecks: readonly Check[] = [
  function* (policy) {
    for (const statement of policy.statements) {
      for (const at of textsOf(statement)) yield* syntax(at);
      yield* elements(statement);
      yield* operators(statement);
      yield* version(statement, policy);
    }
  },
];

type Text = LocatedJson & { kind: "string" };

/** Where variables are read: resources, and values of conditions. */
const textsOf = (statement: WrittenStatement): readonly Text[] => [
  ...statement.resources,
  ...statement.notResources,
  ...statement.conditions.flatMap(({ values }) => values.filter(isText)),
];

const isText = (json: LocatedJson): json is Text => json.kind === "string";

function* syntax(at: Text): Iterable<Found> {
  for (const [, rest = ""] of at.value.matchAll(/\$\{((?:\$\}|[^$])*)/g)) {
    const end = rest.indexOf("}");
    if (end < 0) {
      yield found("MISSING_BRACE_IN_VARIABLE", at);
      continue;
    }
    const inside = rest.slice(0, end);
    const comma = inside.indexOf(",");
    const name = comma < 0 ? inside : inside.slice(0, comma);
    if (/^[*?]$/.test(inside)) continue;
    if (name.trim() === "") yield found("EMPTY_VARIABLE", at);
    else if (/\s/.test(name)) yield found("UNSUPPORTED_SPACE_IN_VARIABLE", at);
    else {
      const [symbol] = /[^\w:/.@+=-]/.exec(name) ?? [];
      if (symbol) yield found("UNSUPPORTED_SYMBOL_IN_VARIABLE", at, { symbol });
    }
    if (comma >= 0 && !/^\s*'[^']*'\s*$/.test(inside.slice(comma + 1)))
      yield found("MISSING_QUOTE_IN_VARIABLE", at);
  }
}

/** `${*}`, `${?}` and `${$}` are characters, not variables. */
const VARIABLE = /\$\{[^*?$}][^}]*\}/;

function* elements({
  actions,
  notActions,
  members,
  principals,
}: WrittenStatement): Iterable<Found> {
  const sid = memberOf(members, "Sid")?.value;
  for (const at of [
    ...actions,
    ...notActions,
    ...principals.map((principal) => principal.at),
    ...oneOrMore(sid).filter(isText),
  ]) {
    const [variable] = VARIABLE.exec(at.value) ?? [];
    if (variable)
      yield found("VARIABLE_UNSUPPORTED_IN_ELEMENT", at, { variable });
  }
}

function* operators({ conditions }: WrittenStatement): Iterable<Found> {
  for (const { operator, values } of conditions) {
    const base = parseOperatorName(operator.key)?.base;
    if (base === undefined || /^(String|Arn)/.test(base)) continue;
    for (const at of values.filter(isText))
      if (VARIABLE.test(at.value))
        yield found("INVALID_VARIABLE_FOR_OPERATOR", at);
  }
}

function* version(
  statement: WrittenStatement,
  policy: WrittenPolicy,
): Iterable<Found> {
  if (policy.version === "2012-10-17") return;
  for (const at of textsOf(statement))
    if (VARIABLE.test(at.value))
      yield found("VARIABLE_UNSUPPORTED_IN_VERSION", at);
}

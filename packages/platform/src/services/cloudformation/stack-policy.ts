import { matches } from "../../core/wildcard.ts";
import { invalid } from "./stack.ts";

/** What an update would do to a resource. */
export type PolicyAction = "Update:Modify" | "Update:Replace" | "Update:Delete";

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, { readonly ResourceType?: string | readonly string[] }>
  >;
}

const LARGEST = 16_384;

/** A stack policy that may be set. @throws Fault ValidationError */
export function checkedStackPolicy(text: string): string {
  if (Buffer.byteLength(text) > LARGEST)
    throw invalid(`Stack policy may not exceed ${LARGEST} bytes in size.`);
  const statements = statementsOf(text);
  if (!statements?.every(isStatement))
    throw invalid("Error validating stack policy: Invalid stack policy");
  return text;
}

/** Whether a stack's policy lets an update do something to a resource: what nothing allows is denied. */
export function policyAllows(
  policy: string | undefined,
  action: PolicyAction,
  { logicalId, type }: { readonly logicalId: string; readonly type: string },
): boolean {
  if (policy === undefined) return true;
  const resource = `LogicalResourceId/${logicalId}`;
  const matching = (statementsOf(policy) ?? []).filter(
    (statement) =>
      isMeant(statement.Action, statement.NotAction, action) &&
      isMeant(statement.Resource, statement.NotResource, resource) &&
      Object.entries(statement.Condition ?? {}).every(
        ([operator, { ResourceType }]) =>
          operator === "StringLike"
            ? listOf(ResourceType).some((form) => matches(type, form))
            : listOf(ResourceType).includes(type),
      ),
  );
  return (
    matching.some(({ Effect }) => Effect === "Allow") &&
    !matching.some(({ Effect }) => Effect === "Deny")
  );
}

/** The words of a resource that a policy keeps as it is. */
export const deniedByPolicy = (action: PolicyAction, logicalId: string) =>
  `Action denied by stack policy: no statement allows [${action}] for resource [LogicalResourceId/${logicalId}]`;

function isMeant(
  named: string | readonly string[] | undefined,
  notNamed: string | readonly string[] | undefined,
  what: string,
): boolean {
  return notNamed === undefined
    ? listOf(named).some((form) => matches(what, form))
    : !listOf(notNamed).some((form) => matches(what, form));
}

function listOf(
  value: string | readonly string[] | undefined,
): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

function statementsOf(text: string): readonly Statement[] | undefined {
  try {
    const { Statement: found } = JSON.parse(text) as {
      Statement?: Statement | readonly Statement[];
    };
    return found === undefined ? undefined : [found].flat();
  } catch {
    return undefined;
  }
}

function isStatement(statement: Statement): boolean {
  return (
    /^(Allow|Deny)$/.test(statement.Effect) &&
    (statement.Action ?? statement.NotAction) !== undefined &&
    (statement.Resource ?? statement.NotResource) !== undefined
  );
}

import type { UsedPermission } from "../tables.ts";

interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** The longest managed policy that IAM takes, in characters without white space. */
const LONGEST_POLICY = 6144;

/**
 * The smallest policies that allow what was used and no more: actions on the same resources share a statement,
 * and so do resources with the same actions. More than one policy where IAM's size for managed policies asks for it.
 */
export function leastPrivilege(
  used: readonly UsedPermission[],
): readonly string[] {
  const policies: Statement[][] = [[]];
  let size = 0;
  for (const statement of statementsOf(used).flatMap(splitLong)) {
    const length = JSON.stringify(statement).length + 1;
    if (size + length > ROOM && size > 0) {
      policies.push([]);
      size = 0;
    }
    policies.at(-1)!.push(statement);
    size += length;
  }
  return policies
    .filter((statements) => statements.length > 0)
    .map((Statement) => JSON.stringify({ Version: "2012-10-17", Statement }));
}

const ROOM = LONGEST_POLICY - `{"Version":"2012-10-17","Statement":[]}`.length;

function statementsOf(used: readonly UsedPermission[]): readonly Statement[] {
  const resources = new Map<string, Set<string>>();
  for (const { action, resource } of uncovered(used)) {
    const known = resources.get(action) ?? new Set();
    resources.set(action, known.add(resource));
  }
  const byResources = new Map<string, Statement>();
  for (const action of [...resources.keys()].toSorted(inOrder)) {
    const Resource = [...resources.get(action)!].toSorted(inOrder);
    const service = action.slice(0, action.indexOf(":"));
    const key = [service, ...Resource].join("\n");
    const known = byResources.get(key)?.Action ?? [];
    byResources.set(key, {
      Effect: "Allow",
      Action: [...known, action],
      Resource,
    });
  }
  return [...byResources.values()];
}

/** Leaves out a resource where the same action was used on a wider one that holds it. */
function uncovered(used: readonly UsedPermission[]): readonly UsedPermission[] {
  const wide = new Map<string, string[]>();
  for (const { action, resource } of used)
    if (resource.endsWith("*"))
      wide.set(action, [...(wide.get(action) ?? []), resource.slice(0, -1)]);
  return used.filter(
    ({ action, resource }) =>
      !wide
        .get(action)
        ?.some(
          (prefix) => resource !== `${prefix}*` && resource.startsWith(prefix),
        ),
  );
}

/** Statements of many resources, cut so that each fits into a policy. */
function splitLong(statement: Statement): readonly Statement[] {
  if (
    JSON.stringify(statement).length <= ROOM ||
    statement.Resource.length === 1
  )
    return [statement];
  const middle = Math.ceil(statement.Resource.length / 2);
  return [
    { ...statement, Resource: statement.Resource.slice(0, middle) },
    { ...statement, Resource: statement.Resource.slice(middle) },
  ].flatMap(splitLong);
}

const inOrder = (one: string, other: string): number =>
  one < other ? -1 : one > other ? 1 : 0;

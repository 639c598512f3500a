import type { BinaryOperator, QueryPart } from "../syntax/tree.ts";
import { keyValue, plain, type GuardValue, type ValueOf } from "../value.ts";
import { equal, type Comparable } from "./compare.ts";
import { isUnresolved, type Found, type Run } from "./run.ts";
import type { Scope } from "./scope.ts";

/** `Resources[ keys == /^Prod/ ]`: the values whose keys hold to the comparison. */
export function filterKeys(
  run: Run,
  part: Extract<QueryPart, { part: "keys" }>,
  map: ValueOf<"map">,
  scope: Scope,
): Found[] {
  const rights =
    part.right.operand === "query"
      ? run.query(part.right.query.parts, map, scope)
      : run.operand(part.right, scope);
  // Against several values, equality with one of them is enough.
  const operator: BinaryOperator = rights.length > 1 ? "In" : part.operator;
  const selected: GuardValue[] = [];
  for (const [name, child] of map.value) {
    const key = keyValue(map, name, child);
    const outcomes = rights.map((right) =>
      isUnresolved(right)
        ? undefined
        : compareKey(run, operator, part.not, key, right),
    );
    const holds =
      operator === "In"
        ? outcomes.includes(true)
        : outcomes.every((each) => each === true);
    record(run, operator, part.not, key, rights, outcomes);
    // A key compared with nothing passes as often as it was compared: never.
    if (outcomes.length > 0 && holds) selected.push(child);
  }
  return selected;
}

function compareKey(
  run: Run,
  operator: BinaryOperator,
  not: boolean,
  key: ValueOf<"string">,
  right: GuardValue,
): Comparable {
  const other = plain(right);
  const outcome = once(run, operator, key, other);
  if (outcome !== undefined) return outcome !== not;
  const only =
    right.plain && other.kind === "list" && other.value.length === 1
      ? other.value[0]
      : undefined;
  const second = only && once(run, operator, key, only);
  return second === undefined ? undefined : second !== not;
}

function once(
  run: Run,
  operator: BinaryOperator,
  key: ValueOf<"string">,
  right: GuardValue,
): Comparable {
  if (operator === "Eq") return equal(run, key, right);
  if (right.kind === "string") return right.value.includes(key.value);
  if (right.kind !== "list") return equal(run, key, right);
  const outcomes = right.value.map((each) => equal(run, key, each));
  return outcomes.includes(undefined) ? undefined : outcomes.includes(true);
}

function record(
  run: Run,
  operator: BinaryOperator,
  not: boolean,
  from: GuardValue,
  rights: readonly Found[],
  outcomes: readonly Comparable[],
): void {
  const { recorder } = run;
  if (!recorder) return;
  const all = rights.map((each) => (isUnresolved(each) ? each : plain(each)));
  const common = { clause: undefined, operator, not } as const;
  if (operator === "In") {
    if (outcomes.includes(true))
      recorder.check("PASS", { check: "success", value: from });
    else recorder.check("FAIL", { check: "in", ...common, from, to: all });
    return;
  }
  outcomes.forEach((outcome, index) => {
    if (outcome === true)
      recorder.check("PASS", { check: "success", value: from });
    else
      recorder.check("FAIL", {
        check: "comparison",
        ...common,
        from,
        to: all[index],
        obstacle: undefined,
      });
  });
}

import type { BinaryOperator } from "../syntax/tree.ts";
import { plain, type GuardValue } from "../value.ts";
import { equal, orderOf, same, type Comparable } from "./compare.ts";
import { isUnresolved, type Found, type Run, type Unresolved } from "./run.ts";

/** Why values cannot be compared: their kinds, a text looked for in no text, a list in no list. */
export type Obstacle = "kinds" | "noText" | "noList";

/** What became of one comparison. */
export type Outcome =
  | { readonly outcome: "leftUnresolved"; readonly left: Unresolved }
  | {
      readonly outcome: "rightUnresolved";
      readonly left: GuardValue;
      readonly right: Unresolved;
    }
  | {
      readonly outcome: "notComparable";
      readonly left: GuardValue;
      readonly right: GuardValue;
      readonly obstacle: Obstacle;
    }
  | ({ readonly outcome: "success" | "fail" } & Compared);

/** How values were compared: one with one, one in a list, a list in a list, all that two queries found. */
type Compared =
  | {
      readonly by: "value" | "member";
      readonly left: GuardValue;
      readonly right: GuardValue;
    }
  | {
      readonly by: "list";
      readonly left: GuardValue;
      readonly right: GuardValue;
      /** The members of the left that the right does not hold. */
      readonly missing: readonly GuardValue[];
    }
  | {
      readonly by: "query";
      readonly lefts: readonly GuardValue[];
      readonly rights: readonly GuardValue[];
      readonly missing: readonly GuardValue[];
    };

/**
 * Compares everything that the left side found with everything that the right side found, as
 * cfn-guard 3.1.1 does. Undefined where a side found nothing at all: the clause is skipped.
 */
export function compare(
  run: Run,
  operator: BinaryOperator,
  not: boolean,
  lefts: readonly Found[],
  rights: readonly Found[],
): Outcome[] | undefined {
  if (lefts.length === 0 || rights.length === 0) return undefined;
  const outcomes = OPERATORS[operator](run, lefts, rights);
  return not ? outcomes.map((each) => inverted(run, each)) : outcomes;
}

type Comparison = (
  run: Run,
  lefts: readonly Found[],
  rights: readonly Found[],
) => Outcome[];

const OPERATORS: Readonly<Record<BinaryOperator, Comparison>> = {
  Eq: compareEqual,
  In: compareIn,
  Lt: ordered((order) => order < 0),
  Le: ordered((order) => order <= 0),
  Gt: ordered((order) => order > 0),
  Ge: ordered((order) => order >= 0),
};

/** Every left member with every right member. */
function ordered(holds: (order: number) => boolean): Comparison {
  return (run, lefts, rights) => {
    const outcomes: Outcome[] = [];
    const left = flattened(values(lefts, outcomes));
    const right = flattened(values(rights, outcomes, left));
    for (const each of left)
      for (const other of right) {
        run.step();
        const order = orderOf(each, other);
        outcomes.push(
          decided(each, other, order === undefined ? undefined : holds(order)),
        );
      }
    return outcomes;
  };
}

function compareEqual(
  run: Run,
  lefts: readonly Found[],
  rights: readonly Found[],
): Outcome[] {
  const outcomes: Outcome[] = [];
  const one = soleLiteral(lefts);
  const other = soleLiteral(rights);
  const push = (left: GuardValue, right: GuardValue) =>
    outcomes.push(decided(left, right, equal(run, left, right)));

  if (one && other) push(one, other);
  else if (one) {
    const right = values(rights, outcomes, [one]);
    for (const each of one.kind === "list" ? right : flattened(right))
      push(one, each);
  } else if (other) {
    const left = values(lefts, outcomes);
    if (other.kind === "list") {
      const [only, ...more] = other.value;
      for (const each of left)
        push(
          each,
          only &&
            more.length === 0 &&
            each.kind !== "list" &&
            each.kind !== "map"
            ? only
            : other,
        );
    } else for (const each of flattened(left)) push(each, other);
  } else {
    const left = values(lefts, outcomes);
    const right = values(rights, outcomes, left);
    const missing =
      left.length > right.length
        ? left.filter((each) => !holds(run, right, each))
        : right.filter((each) => !holds(run, left, each));
    outcomes.push(byQuery(left, right, missing));
  }
  return outcomes;
}

function compareIn(
  run: Run,
  lefts: readonly Found[],
  rights: readonly Found[],
): Outcome[] {
  const outcomes: Outcome[] = [];
  const one = soleLiteral(lefts);
  const other = soleLiteral(rights);
  const push = (left: GuardValue, right: GuardValue) =>
    outcomes.push(decided(left, right, equal(run, left, right)));

  if (one && other) {
    const within = containedText(one, other);
    outcomes.push(
      within.outcome === "success" ? within : containedIn(run, one, other),
    );
  } else if (one) {
    const right = values(rights, outcomes, [one]);
    if (right.some(({ kind }) => kind === "list"))
      for (const each of right) outcomes.push(containedIn(run, one, each));
    else if (one.kind === "list") {
      const missing = one.value.filter((each) => !holds(run, right, each));
      outcomes.push(byQuery([one], right, missing));
    } else for (const each of right) push(one, each);
  } else if (other) {
    for (const each of values(lefts, outcomes))
      if (other.kind !== "string") outcomes.push(containedIn(run, each, other));
      else
        for (const text of each.kind === "list" ? each.value : [each])
          outcomes.push(containedText(text, other));
  } else {
    const left = values(lefts, outcomes);
    const right = values(rights, outcomes, left);
    const missing = left.filter(
      (each) =>
        !right.some(
          (list) => containedIn(run, each, list).outcome === "success",
        ),
    );
    outcomes.push(byQuery(left, right, missing));
  }
  return outcomes;
}

function containedIn(run: Run, left: GuardValue, right: GuardValue): Outcome {
  if (left.kind === "list") {
    if (right.kind !== "list")
      return {
        outcome: "notComparable",
        left,
        right,
        obstacle: "noList",
      };
    const missing =
      right.value[0]?.kind === "list"
        ? holds(run, right.value, left)
          ? []
          : [left]
        : left.value.filter((each) => !holds(run, right.value, each));
    return {
      outcome: missing.length === 0 ? "success" : "fail",
      by: "list",
      left,
      right,
      missing,
    };
  }
  if (right.kind !== "list")
    return decided(left, right, equal(run, left, right));
  return {
    outcome: holds(run, right.value, left) ? "success" : "fail",
    by: "member",
    left,
    right,
  };
}

/** A text within a text. */
function containedText(left: GuardValue, right: GuardValue): Outcome {
  if (left.kind === "string" && right.kind === "string")
    return decided(left, right, right.value.includes(left.value));
  return {
    outcome: "notComparable",
    left,
    right,
    obstacle: "noText",
  };
}

function byQuery(
  lefts: readonly GuardValue[],
  rights: readonly GuardValue[],
  missing: readonly GuardValue[],
): Outcome {
  return {
    outcome: missing.length === 0 ? "success" : "fail",
    by: "query",
    lefts,
    rights,
    missing,
  };
}

function decided(
  left: GuardValue,
  right: GuardValue,
  holds: Comparable,
): Outcome {
  return holds === undefined
    ? {
        outcome: "notComparable",
        left,
        right,
        obstacle: "kinds",
      }
    : { outcome: holds ? "success" : "fail", by: "value", left, right };
}

/** `!=` and `not in`. What cannot be compared stays so: it fails either way. */
function inverted(run: Run, outcome: Outcome): Outcome {
  if (outcome.outcome !== "success" && outcome.outcome !== "fail")
    return outcome;
  const failed = outcome.outcome === "fail";
  if (outcome.by === "query") {
    const found = outcome.lefts.filter(
      (each) => !failed || !holds(run, outcome.missing, each),
    );
    return {
      ...outcome,
      outcome: failed && found.length === 0 ? "success" : "fail",
      missing: found,
    };
  }
  if (outcome.by === "list") {
    const members = outcome.left.kind === "list" ? outcome.left.value : [];
    const found = members.filter(
      (each) => !failed || !holds(run, outcome.missing, each),
    );
    return {
      ...outcome,
      outcome: failed && found.length === 0 ? "success" : "fail",
      missing: found,
    };
  }
  return { ...outcome, outcome: failed ? "success" : "fail" };
}

function holds(
  run: Run,
  members: readonly GuardValue[],
  value: GuardValue,
): boolean {
  return members.some((each) => same(run, each, value));
}

/** The value, where one side is a single value written in the rule. */
function soleLiteral(found: readonly Found[]): GuardValue | undefined {
  const only = found.length === 1 ? found[0] : undefined;
  return only && !isUnresolved(only) && only.plain ? only.plain : undefined;
}

/** What was found; what was not is an outcome of its own, on the right once for each left. */
function values(
  found: readonly Found[],
  outcomes: Outcome[],
  lefts?: readonly GuardValue[],
): GuardValue[] {
  const selected: GuardValue[] = [];
  for (const each of found)
    if (!isUnresolved(each)) selected.push(plain(each));
    else if (!lefts) outcomes.push({ outcome: "leftUnresolved", left: each });
    else
      for (const left of lefts)
        outcomes.push({ outcome: "rightUnresolved", left, right: each });
  return selected;
}

function flattened(found: readonly GuardValue[]): GuardValue[] {
  return found.flatMap((each) => (each.kind === "list" ? each.value : [each]));
}

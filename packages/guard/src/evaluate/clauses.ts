import { isUnary } from "../syntax/operators.ts";
import type {
  AccessClause,
  BinaryOperator,
  Block,
  BlockClause,
  CallClause,
  Clause,
  Conjunctions,
  NamedClause,
  Query,
  Rule,
  TypeClause,
  UnaryOperator,
  WhenClause,
} from "../syntax/tree.ts";
import {
  kindName,
  pathOf,
  plain,
  type GuardValue,
  type Kind,
} from "../value.ts";
import { compare, type Obstacle, type Outcome } from "./operators.ts";
import {
  EvaluationFailure,
  isUnresolved,
  type Found,
  type Run,
  type Status,
} from "./run.ts";
import { BlockScope, CallScope, ValueScope, type Scope } from "./scope.ts";

/** All of these, and of each one: FAIL where one fails, SKIP where none passes. */
export function evaluateClauses(
  run: Run,
  clauses: Conjunctions<Clause>,
  scope: Scope,
): Status {
  let passed = 0;
  let failed = 0;
  for (const alternatives of clauses) {
    const status =
      alternatives.length > 1
        ? evaluateAlternatives(run, alternatives, scope)
        : evaluateClause(run, alternatives[0] as Clause, scope);
    if (status === "PASS") passed += 1;
    else if (status === "FAIL") failed += 1;
  }
  return failed > 0 ? "FAIL" : passed > 0 ? "PASS" : "SKIP";
}

/** A rule, with its conditions. */
export function evaluateRule(
  run: Run,
  rule: Rule,
  scope: Scope,
  message?: string,
): Status {
  run.recorder?.start();
  const status = applies(run, rule.conditions, scope)
    ? evaluateBlock(run, rule.block, scope)
    : "SKIP";
  run.recorder?.end({ entry: "rule", rule, status, message });
  return status;
}

function evaluateAlternatives(
  run: Run,
  alternatives: readonly Clause[],
  scope: Scope,
): Status {
  const { recorder } = run;
  recorder?.start();
  let status: Status = "SKIP";
  for (const each of alternatives) {
    const outcome = evaluateClause(run, each, scope);
    if (outcome !== "SKIP") status = outcome;
    if (outcome === "PASS") break;
  }
  recorder?.end({ entry: "disjunction", status });
  return status;
}

function evaluateClause(run: Run, clause: Clause, scope: Scope): Status {
  run.step();
  switch (clause.clause) {
    case "access":
      return evaluateAccess(run, clause, scope);
    case "named":
      return evaluateNamed(run, clause);
    case "call":
      return evaluateCall(run, clause, scope);
    case "block":
      return evaluateBlockClause(run, clause, scope);
    case "when":
      return evaluateWhen(run, clause, scope);
    case "type":
      return evaluateType(run, clause, scope);
    default:
      return clause satisfies never;
  }
}

/** Whether the conditions hold; a failed or skipped condition means: not applicable. */
function applies(
  run: Run,
  conditions: Conjunctions<Clause> | undefined,
  scope: Scope,
): boolean {
  if (!conditions) return true;
  run.recorder?.start();
  const status = run.clauses(conditions, scope);
  run.recorder?.end({ entry: "conditions", status });
  return status === "PASS";
}

function evaluateBlock(run: Run, block: Block, scope: Scope): Status {
  const own = new BlockScope(run, scope.root, block.assignments, scope);
  return evaluateClauses(run, block.clauses, own);
}

function evaluateAccess(run: Run, clause: AccessClause, scope: Scope): Status {
  run.recorder?.start();
  const status = located(clause, () =>
    isUnary(clause.operator)
      ? evaluateUnary(run, clause, clause.operator, scope)
      : evaluateBinary(run, clause, clause.operator, scope),
  );
  run.recorder?.end({ entry: "clause", clause, status });
  return status;
}

/** Tells a failure where in the rules it came up. */
function located<T>(clause: Clause, evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof EvaluationFailure) error.at ??= clause.at;
    throw error;
  }
}

function evaluateUnary(
  run: Run,
  clause: AccessClause,
  operator: UnaryOperator,
  scope: Scope,
): Status {
  const { not, negation } = clause;
  const found = scope.query(clause.query.parts);
  if (operator === "Empty" && selects(clause.query))
    return evaluateEmptySelection(run, clause, found);
  // Only filters find nothing at all.
  if (found.length === 0) return "SKIP";
  let passed = 0;
  for (const each of found) {
    const holds = UNARY[operator](each) !== (not !== negation);
    if (holds) passed += 1;
    if (!run.recorder) continue;
    if (holds) run.recorder.check("PASS", { check: "success", value: each });
    else
      run.recorder.check("FAIL", {
        check: "unary",
        clause,
        operator,
        not,
        value: each,
        error: undefined,
      });
  }
  return together(clause.query, passed, found.length);
}

/** Whether a query ends in a selection, of which `empty` asks whether it selected anything. */
function selects({ parts }: Query): boolean {
  const last = parts.at(-1);
  return (
    last?.part === "filter" ||
    last?.part === "keys" ||
    (parts.length === 1 && last?.part === "key" && last.variable !== undefined)
  );
}

function evaluateEmptySelection(
  run: Run,
  clause: AccessClause,
  found: readonly Found[],
): Status {
  const { not, negation } = clause;
  if (found.length === 0) {
    const holds = !not !== negation;
    run.recorder?.check(
      holds ? "PASS" : "FAIL",
      holds
        ? { check: "success", value: undefined }
        : { check: "nothingToBeEmpty", clause },
    );
    return holds ? "PASS" : "FAIL";
  }
  let passed = 0;
  for (const each of found) {
    const empty = isUnresolved(each) || each.kind === "null";
    const holds = (empty !== not) !== negation;
    if (holds) passed += 1;
    run.recorder?.check(
      holds ? "PASS" : "FAIL",
      holds
        ? { check: "success", value: each }
        : {
            check: "unary",
            clause,
            operator: "Empty",
            not,
            value: each,
            error: undefined,
          },
    );
  }
  return together(clause.query, passed, found.length);
}

const UNARY: Readonly<Record<UnaryOperator, (found: Found) => boolean>> = {
  Exists: (found) => !isUnresolved(found),
  Empty: isEmpty,
  IsString: isOf("string"),
  IsList: isOf("list"),
  IsMap: isOf("map"),
  IsBool: isOf("bool"),
  IsInt: isOf("int"),
  IsFloat: isOf("float"),
  IsNull: isOf("null"),
};

function isOf(kind: Kind): (found: Found) => boolean {
  return (found) => !isUnresolved(found) && found.kind === kind;
}

function isEmpty(found: Found): boolean {
  if (isUnresolved(found)) return true;
  switch (found.kind) {
    case "list":
    case "string":
      return found.value.length === 0;
    case "map":
      return found.value.size === 0;
    case "bool":
      return false;
    default:
      throw new EvaluationFailure(
        "IncompatibleTypes",
        `empty cannot be asked of a value of type ${kindName(found)}, as there is at ${pathOf(found) || "/"}`,
      );
  }
}

function evaluateBinary(
  run: Run,
  clause: AccessClause,
  operator: BinaryOperator,
  scope: Scope,
): Status {
  const rights = clause.right ? run.operand(clause.right, scope) : [];
  const lefts = scope.query(clause.query.parts);
  const outcomes = compare(run, operator, clause.not, lefts, rights);
  if (!outcomes) return "SKIP";
  let passed = 0;
  let failed = 0;
  for (const each of outcomes) {
    const count =
      each.outcome === "success" || each.outcome === "fail" ? size(each) : 1;
    if (each.outcome === "success") passed += count;
    else failed += count;
    if (run.recorder) recordOutcome(run, clause, operator, each);
  }
  if (clause.query.all) return failed > 0 ? "FAIL" : "PASS";
  return passed > 0 ? "PASS" : "FAIL";
}

/** A comparison of all with all counts for each value that decided it. */
function size(outcome: Extract<Outcome, { by: string }>): number {
  if (outcome.by !== "query") return 1;
  return outcome.outcome === "success"
    ? outcome.lefts.length
    : outcome.missing.length;
}

function recordOutcome(
  run: Run,
  clause: AccessClause,
  operator: BinaryOperator,
  outcome: Outcome,
): void {
  const { recorder } = run;
  if (!recorder) return;
  const common = { clause, operator, not: clause.not } as const;
  const comparison = (from: Found, to?: Found, obstacle?: Obstacle) =>
    recorder.check("FAIL", {
      check: "comparison",
      ...common,
      from,
      to,
      obstacle,
    });
  switch (outcome.outcome) {
    case "leftUnresolved":
      comparison(outcome.left);
      return;
    case "rightUnresolved":
      comparison(outcome.left, outcome.right);
      return;
    case "notComparable":
      comparison(outcome.left, outcome.right, outcome.obstacle);
      return;
    case "success":
      for (const value of outcome.by === "query"
        ? outcome.lefts
        : [outcome.left])
        recorder.check("PASS", { check: "success", value });
      return;
    case "fail":
      if (outcome.by === "value") comparison(outcome.left, outcome.right);
      else if (outcome.by === "query")
        for (const from of outcome.missing)
          recorder.check("FAIL", {
            check: "in",
            ...common,
            from,
            to: outcome.rights,
          });
      else
        recorder.check("FAIL", {
          check: "in",
          ...common,
          from: outcome.left,
          to: [outcome.right],
        });
      return;
    default:
      outcome satisfies never;
  }
}

/** Every value must hold, or after `some` one of them. */
function together({ all }: Query, passed: number, count: number): Status {
  return (all ? passed === count : passed > 0) ? "PASS" : "FAIL";
}

/** A rule that is skipped does not hold, where it is referred to. */
function evaluateNamed(run: Run, clause: NamedClause): Status {
  run.recorder?.start();
  const status = located(clause, () => run.ruleStatus(clause.rule));
  const holds = (status === "PASS") !== clause.negation;
  run.recorder?.end({
    entry: "check",
    status: holds ? "PASS" : "FAIL",
    check: holds
      ? { check: "success", value: undefined }
      : { check: "dependentRule", clause },
  });
  return holds ? "PASS" : "FAIL";
}

function evaluateCall(run: Run, clause: CallClause, scope: Scope): Status {
  const rule = run.rules.parameterized.get(clause.rule);
  return located(clause, () => {
    if (!rule)
      throw new EvaluationFailure(
        "UnknownRule",
        `There is no rule ${clause.rule} with parameters`,
      );
    const given = clause.parameters.length;
    if (rule.parameters.length !== given)
      throw new EvaluationFailure(
        "WrongNumberOfParameters",
        `The rule ${clause.rule} takes ${rule.parameters.length} parameters and is given ${given}`,
      );
    const parameters = new Map<string, readonly Found[]>();
    for (const [index, operand] of clause.parameters.entries()) {
      const found = run.operand(operand, scope);
      parameters.set(
        rule.parameters[index] ?? "",
        operand.operand === "value" ? [plain(operand.value)] : found,
      );
    }
    return run.call(() =>
      evaluateRule(run, rule, new CallScope(parameters, scope), clause.message),
    );
  });
}

function evaluateBlockClause(
  run: Run,
  clause: BlockClause,
  scope: Scope,
): Status {
  const { recorder } = run;
  recorder?.start();
  const found = located(clause, () => scope.query(clause.query.parts));
  let status: Status = clause.notEmpty ? "FAIL" : "SKIP";
  if (found.length > 0) {
    let passed = 0;
    let failed = 0;
    for (const each of found) {
      const outcome = blockOn(run, clause, each, scope);
      if (outcome === "PASS") passed += 1;
      else if (outcome === "FAIL") failed += 1;
    }
    const first = clause.query.all ? failed : passed;
    const second = clause.query.all ? passed : failed;
    const [one, other] = clause.query.all
      ? (["FAIL", "PASS"] as const)
      : (["PASS", "FAIL"] as const);
    status = first > 0 ? one : second > 0 ? other : "SKIP";
  }
  recorder?.end({ entry: "block", clause, status });
  return status;
}

function blockOn(
  run: Run,
  clause: BlockClause,
  found: Found,
  scope: Scope,
): Status {
  if (!isUnresolved(found))
    return evaluateBlock(
      run,
      clause.block,
      new ValueScope(run, plain(found), scope),
    );
  run.recorder?.check("FAIL", {
    check: "missingBlockValue",
    clause,
    from: found,
  });
  return "FAIL";
}

function evaluateWhen(run: Run, clause: WhenClause, scope: Scope): Status {
  run.recorder?.start();
  const status = applies(run, clause.conditions, scope)
    ? evaluateBlock(run, clause.block, scope)
    : "SKIP";
  run.recorder?.end({ entry: "clause", clause, status });
  return status;
}

function evaluateType(run: Run, clause: TypeClause, scope: Scope): Status {
  run.recorder?.start();
  let passed = 0;
  let failed = 0;
  if (applies(run, clause.conditions, scope))
    for (const each of located(clause, () => scope.query(clause.query.parts))) {
      const status = typeOn(run, clause, each, scope);
      if (status === "PASS") passed += 1;
      else if (status === "FAIL") failed += 1;
    }
  const status = failed > 0 ? "FAIL" : passed > 0 ? "PASS" : "SKIP";
  run.recorder?.end({ entry: "clause", clause, status });
  return status;
}

function typeOn(
  run: Run,
  clause: TypeClause,
  found: Found,
  scope: Scope,
): Status {
  if (isUnresolved(found)) {
    const failure = new EvaluationFailure(
      "NoResources",
      `A block of ${clause.type} looks for Resources with a Type, and at ${pathOf(found.reached) || "/"} there are none`,
    );
    failure.at = clause.at;
    throw failure;
  }
  run.recorder?.start();
  const value: GuardValue = plain(found);
  const status = evaluateBlock(
    run,
    clause.block,
    new ValueScope(run, value, scope),
  );
  run.recorder?.end({ entry: "type", status });
  return status;
}

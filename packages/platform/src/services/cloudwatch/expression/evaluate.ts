import { FUNCTIONS } from "./functions.ts";
import type { Node } from "./parse.ts";
import {
  ExpressionError,
  withPoints,
  type Series,
  type Value,
} from "./value.ts";

/** What names in an expression stand for. */
export interface Scope {
  /** The value of another query. @throws ExpressionError where there is none, or where queries go in circles */
  valueOf(id: string): Value;
  /** The request's metric queries, for `METRICS()`. */
  readonly metrics: readonly Series[];
}

/** Works an expression out. @throws ExpressionError */
export function evaluate(node: Node, scope: Scope): Value {
  switch (node.kind) {
    case "number":
      return { kind: "scalar", value: node.value };
    case "text":
      return { kind: "text", text: node.text };
    case "name":
      return FILLINGS.has(node.name)
        ? { kind: "text", text: node.name }
        : scope.valueOf(node.name);
    case "array":
      return {
        kind: "list",
        list: node.items.flatMap((item) => parts(item, scope)),
      };
    case "call":
      return called(node, scope);
    case "operation":
      return operated(
        node.operator,
        evaluate(node.left, scope),
        evaluate(node.right, scope),
      );
  }
}

const FILLINGS: ReadonlySet<string> = new Set(["REPEAT", "LINEAR"]);

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
};

function parts(item: Node, scope: Scope): readonly Series[] {
  const value = evaluate(item, scope);
  if (value.kind === "series") return [value.series];
  if (value.kind === "list") return value.list;
  throw new ExpressionError("an array holds time series only");
}

function called(
  { name, args }: Extract<Node, { kind: "call" }>,
  scope: Scope,
): Value {
  const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!apply) throw new ExpressionError(`the function ${name} is not built`);
  return apply(
    args.map((arg) => evaluate(arg, scope)),
    scope.metrics,
  );
}

/** Numbers apply to every point; of two series, the periods that both have. */
function operated(operator: string, left: Value, right: Value): Value {
  const apply = OPERATORS[operator];
  if (!apply || left.kind === "text" || right.kind === "text")
    throw new ExpressionError(`"${operator}" takes numbers and time series`);
  if (left.kind === "scalar" && right.kind === "scalar")
    return { kind: "scalar", value: apply(left.value, right.value) };
  if (left.kind === "list")
    return {
      kind: "list",
      list: left.list.map((series, i) =>
        pointwise(apply, series, right.kind === "list" ? right.list[i] : right),
      ),
    };
  if (right.kind === "list")
    return {
      kind: "list",
      list: right.list.map((series) => pointwise(apply, left, series)),
    };
  return { kind: "series", series: pointwise(apply, left, right) };
}

type Operand = Series | Extract<Value, { kind: "scalar" | "series" }>;

function pointwise(
  apply: (a: number, b: number) => number,
  left: Operand,
  right: Operand | undefined,
): Series {
  const a = seriesIn(left);
  const b = right && seriesIn(right);
  const pattern = typeof a === "number" ? b : a;
  if (pattern === undefined || typeof pattern === "number" || b === undefined)
    throw new ExpressionError("the arrays differ in length");
  return withPoints(
    pattern,
    [...pattern.points.keys()].map((at) => {
      const x = typeof a === "number" ? a : a.points.get(at);
      const y = typeof b === "number" ? b : b.points.get(at);
      return [at, x === undefined || y === undefined ? undefined : apply(x, y)];
    }),
  );
}

function seriesIn(operand: Operand): Series | number {
  if (!("kind" in operand)) return operand;
  return operand.kind === "scalar" ? operand.value : operand.series;
}

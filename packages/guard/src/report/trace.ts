import type { RecordNode } from "../evaluate/record.ts";
import { isUnresolved, type Status } from "../evaluate/run.ts";
import { positionIn, type Position } from "../position.ts";
import { describeQuery } from "../syntax/describe.ts";
import type { RuleFile } from "../syntax/tree.ts";
import { pathOf, sourceOf } from "../value.ts";
import { plainValue, type PlainValue } from "./plain-value.ts";

/** One step of a rule's evaluation. */
export interface TraceNode {
  /** What was evaluated. */
  readonly step:
    | "rule"
    | "conditions"
    | "clause"
    | "block"
    | "resource"
    | "filter"
    | "alternatives"
    | "value";
  readonly status: Status;
  /** The clause or rule as it is written; undefined for a value. */
  readonly text: string | undefined;
  /** Where that stands in the rule file. */
  readonly ruleLine: number | undefined;
  /** For a value: its path, its place and itself. */
  readonly path: string | undefined;
  readonly position: Position | undefined;
  readonly actual: PlainValue | undefined;
  /** For a value that is missing: what could not be followed from the path on. */
  readonly missing: string | undefined;
  readonly steps: readonly TraceNode[];
}

const STEPS = {
  rule: "rule",
  conditions: "conditions",
  clause: "clause",
  block: "block",
  type: "resource",
  filter: "filter",
  disjunction: "alternatives",
  check: "value",
} as const;

/** A rule's evaluation, step by step. */
export function trace(
  nodes: readonly RecordNode[],
  rules: RuleFile,
): TraceNode[] {
  return nodes.map((node) => {
    const stretch =
      node.entry === "rule"
        ? node.rule
        : node.entry === "clause" || node.entry === "block"
          ? node.clause
          : node.entry === "check" && node.check.check === "dependentRule"
            ? node.check.clause
            : undefined;
    return {
      step: STEPS[node.entry],
      status: node.status,
      text: stretch && firstLine(rules.text.slice(stretch.at, stretch.end)),
      ruleLine: stretch && positionIn(rules, stretch.at).line,
      ...ofValue(node),
      steps: trace(node.children, rules),
    };
  });
}

function ofValue(
  node: RecordNode,
): Pick<TraceNode, "path" | "position" | "actual" | "missing"> {
  const check = node.entry === "check" ? node.check : undefined;
  const found =
    check === undefined
      ? undefined
      : check.check === "success" || check.check === "unary"
        ? check.value
        : "from" in check
          ? check.from
          : undefined;
  if (!found)
    return {
      path: undefined,
      position: undefined,
      actual: undefined,
      missing: undefined,
    };
  const value = isUnresolved(found) ? found.reached : found;
  const source = value.at < 0 ? undefined : sourceOf(value);
  return {
    path: pathOf(value),
    position: source && positionIn(source, value.at),
    actual: isUnresolved(found) ? undefined : plainValue(found),
    missing: isUnresolved(found) ? describeQuery(found.remaining) : undefined,
  };
}

function firstLine(text: string): string {
  const [line = "", ...more] = text.trim().split("\n");
  return more.length > 0 ? `${line.trim()} …` : line;
}

import type { Check, RecordNode } from "../evaluate/record.ts";
import { isUnresolved, type Found } from "../evaluate/run.ts";
import { positionIn, type Position } from "../position.ts";
import { describeQuery, describeValue } from "../syntax/describe.ts";
import type {
  AccessClause,
  BlockClause,
  Clause,
  RuleFile,
} from "../syntax/tree.ts";
import { pathOf, sourceOf, type GuardValue } from "../value.ts";
import { plainValue, type PlainValue } from "./plain-value.ts";

/** Why a clause failed on one value. */
export interface ClauseReport {
  /** The clause as it is written. */
  readonly clause: string;
  /** Where it stands in the rule file. */
  readonly ruleLine: number;
  readonly ruleColumn: number;
  /** The named and parameterized rules on the way to it, from the outermost. */
  readonly through: readonly string[];
  /** The value's path in the document; where it is missing, how far the path goes. */
  readonly path: string;
  /** Where the value stands in the document; undefined for one that was computed. */
  readonly position: Position | undefined;
  /** What is missing from `path` on: `Properties.Encrypted`. */
  readonly missing: string | undefined;
  /** The value, unless it is missing. */
  readonly actual: PlainValue | undefined;
  /** What it should have been: `== true`, `in ["a","b"]`, `exists`. */
  readonly wanted: string;
  /** The reason in a sentence. */
  readonly reason: string;
  /** The rule author's message. */
  readonly message: string | undefined;
  /** Clauses with the same number are alternatives: one of them would have been enough. */
  readonly alternative: number | undefined;
}

/** The reasons in what was recorded of a rule. */
export function clauseReports(
  nodes: readonly RecordNode[],
  rules: RuleFile,
): ClauseReport[] {
  const reports: ClauseReport[] = [];
  let alternatives = 0;
  const walk = (
    children: readonly RecordNode[],
    through: readonly string[],
    message: string | undefined,
    alternative: number | undefined,
  ): void => {
    for (const node of children) {
      if (node.status !== "FAIL") continue;
      switch (node.entry) {
        case "conditions":
        case "filter":
          break;
        case "rule":
          walk(
            node.children,
            [...through, node.rule.name],
            tidied(node.message) ?? message,
            alternative,
          );
          break;
        case "disjunction":
          walk(node.children, through, message, alternative ?? ++alternatives);
          break;
        case "check": {
          const report = ofCheck(node.check, rules);
          if (report)
            reports.push({
              ...report,
              through,
              message: report.message ?? message,
              alternative,
            });
          break;
        }
        default:
          if (hasNoReason(node))
            reports.push({
              ...ofNothing(node.clause, rules),
              through,
              message:
                "message" in node.clause
                  ? (tidied(node.clause.message) ?? message)
                  : message,
              alternative,
            });
          walk(node.children, through, message, alternative);
      }
    }
  };
  walk(nodes, [], undefined, undefined);
  return reports;
}

/** A clause that failed for want of any value: `some Tags == 1` with no tags, a block over nothing. */
function hasNoReason(node: RecordNode): node is RecordNode & {
  readonly clause: AccessClause | BlockClause;
} {
  const own =
    node.entry === "block" ||
    (node.entry === "clause" && node.clause.clause === "access");
  return own && !node.children.some(({ entry }) => entry !== "filter");
}

type Bare = Omit<ClauseReport, "through" | "alternative">;

function ofCheck(check: Check, rules: RuleFile): Bare | undefined {
  switch (check.check) {
    case "success":
      return undefined;
    case "unary":
      return {
        ...ofClause(check.clause, rules),
        ...ofFound(check.value),
        wanted: wantedUnary(check.operator, check.not),
        reason: unaryReason(check),
      };
    case "comparison":
    case "in":
      if (!check.clause) return undefined;
      return ofComparison(check, check.clause, rules);
    case "nothingToBeEmpty":
      return {
        ...ofClause(check.clause, rules),
        ...nowhere,
        wanted: wantedUnary("Empty", check.clause.not),
        reason: `${describeQuery(check.clause.query.parts)} selects nothing`,
      };
    case "dependentRule":
      return {
        ...ofClause(check.clause, rules),
        ...nowhere,
        wanted: check.clause.negation ? "not PASS" : "PASS",
        reason: check.clause.negation
          ? `The rule ${check.clause.rule} passes`
          : `The rule ${check.clause.rule} does not pass`,
      };
    case "missingBlockValue":
      return {
        ...ofClause(check.clause, rules),
        ...ofFound(check.from),
        wanted: "exists",
        reason: missingReason(check.from),
      };
    default:
      return check satisfies never;
  }
}

type Compared = Extract<Check, { check: "comparison" | "in" }>;

function ofComparison(check: Compared, clause: Clause, rules: RuleFile): Bare {
  const rights = check.check === "in" ? check.to : check.to ? [check.to] : [];
  const wanted = rights.flatMap((each) => (isUnresolved(each) ? [] : [each]));
  const lost = rights.find(isUnresolved);
  const sign = SIGNS[check.operator][check.not ? 1 : 0];
  const list =
    check.check === "in" && wanted.length > 1
      ? `[${wanted.map(describeValue).join(",")}]`
      : wanted.map(describeValue).join(", ");
  const reason = isUnresolved(check.from)
    ? missingReason(check.from)
    : lost
      ? `${missingReason(lost)}, which it is compared with`
      : check.check === "comparison" && check.obstacle !== undefined
        ? `A value of type ${check.from.kind} cannot be compared with ${list}`
        : `${short(describeValue(check.from))} is not ${SAID[check.operator][check.not ? 1 : 0]} ${short(list)}`;
  return {
    ...ofClause(clause, rules),
    ...ofFound(check.from),
    wanted:
      wanted.length > 0
        ? `${sign} ${list}`
        : `${sign} ${rightText(clause, rules)}`,
    reason,
  };
}

const SIGNS = {
  Eq: ["==", "!="],
  In: ["in", "not in"],
  Lt: ["<", "not <"],
  Le: ["<=", "not <="],
  Gt: [">", "not >"],
  Ge: [">=", "not >="],
} as const;

const SAID = {
  Eq: ["equal to", "different from"],
  In: ["one of", "outside of"],
  Lt: ["less than", "at least"],
  Le: ["at most", "greater than"],
  Gt: ["greater than", "at most"],
  Ge: ["at least", "less than"],
} as const;

const UNARY = {
  Exists: ["exists", "existing"],
  Empty: ["empty", "empty"],
  IsString: ["is_string", "a string"],
  IsList: ["is_list", "a list"],
  IsMap: ["is_struct", "a struct"],
  IsBool: ["is_bool", "a boolean"],
  IsInt: ["is_int", "an integer"],
  IsFloat: ["is_float", "a float"],
  IsNull: ["is_null", "null"],
} as const;

function wantedUnary(operator: keyof typeof UNARY, not: boolean): string {
  return `${not ? "!" : ""}${UNARY[operator][0]}`;
}

function unaryReason(check: Extract<Check, { check: "unary" }>): string {
  if (isUnresolved(check.value)) return missingReason(check.value);
  const value = short(describeValue(check.value));
  const asked = check.not !== check.clause.negation;
  if (check.operator === "Exists")
    return asked ? `${value} exists` : `${value} is there`;
  return asked
    ? `${value} is ${UNARY[check.operator][1]}`
    : `${value} is not ${UNARY[check.operator][1]}`;
}

function missingReason(found: Extract<Found, { unresolved: true }>): string {
  const query = describeQuery(found.remaining);
  return `${query} is missing at ${pathOf(found.reached) || "/"}`;
}

const nowhere = {
  path: "",
  position: undefined,
  missing: undefined,
  actual: undefined,
} as const;

function ofNothing(clause: AccessClause | BlockClause, rules: RuleFile): Bare {
  return {
    ...ofClause(clause, rules),
    ...nowhere,
    wanted: "!empty",
    reason: `${describeQuery(clause.query.parts)} selects nothing`,
  };
}

function ofClause(
  clause: Clause,
  rules: RuleFile,
): Pick<ClauseReport, "clause" | "ruleLine" | "ruleColumn" | "message"> {
  const { line, column } = positionIn(rules, clause.at);
  const end =
    clause.clause === "block" ? rules.text.indexOf("{", clause.at) : clause.end;
  return {
    clause: rules.text.slice(clause.at, end).trim(),
    ruleLine: line,
    ruleColumn: column,
    message: "message" in clause ? tidied(clause.message) : undefined,
  };
}

function ofFound(
  found: Found,
): Pick<ClauseReport, "path" | "position" | "missing" | "actual"> {
  const value = isUnresolved(found) ? found.reached : found;
  return {
    path: pathOf(value),
    position: placeOf(value),
    missing: isUnresolved(found) ? describeQuery(found.remaining) : undefined,
    actual: isUnresolved(found) ? undefined : plainValue(found),
  };
}

function placeOf(value: GuardValue): Position | undefined {
  const source = value.at < 0 ? undefined : sourceOf(value);
  return source && positionIn(source, value.at);
}

function rightText(clause: Clause, rules: RuleFile): string {
  const text = rules.text.slice(clause.at, clause.end);
  return /(?:[=<>]=?|\b(?:in|IN)\b)\s*([^]*)$/.exec(text)?.[1] ?? "";
}

/** A message without the white space that its lines are set in. */
function tidied(message: string | undefined): string | undefined {
  const text = message
    ?.split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim();
  return text === "" ? undefined : text;
}

function short(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

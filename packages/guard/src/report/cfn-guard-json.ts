import type { Check, RecordNode } from "../evaluate/record.ts";
import type { Obstacle } from "../evaluate/operators.ts";
import { isUnresolved, type Found, type Unresolved } from "../evaluate/run.ts";
import { locatedPath } from "../located-path.ts";
import { positionIn } from "../position.ts";
import {
  describeOperand,
  describeQuery,
  describeValue,
  OPERATOR_NAMES,
} from "../syntax/describe.ts";
import type {
  AccessClause,
  BlockClause,
  NamedClause,
  RuleFile,
} from "../syntax/tree.ts";
import { kindName, pathOf, type GuardValue } from "../value.ts";
import { plainValue, type PlainValue } from "./plain-value.ts";
import { sourceOfReport, type FileReport } from "./report.ts";

interface Messages {
  readonly custom_message: string | null;
  readonly error_message: string | null;
}

interface Located {
  readonly path: string;
  readonly value: PlainValue;
}

interface LostPlace {
  readonly traversed_to: Located;
  readonly remaining_query: string;
  readonly reason: string;
}

type Operation = readonly [operator: string, not: boolean];

/** One entry of `not_compliant`, and of the checks below it. */
export type CfnGuardCheck =
  | {
      readonly Rule: {
        readonly name: string;
        readonly metadata: Record<string, never>;
        readonly messages: Messages;
        readonly checks: readonly CfnGuardCheck[];
      };
    }
  | { readonly Disjunctions: { readonly checks: readonly CfnGuardCheck[] } }
  | {
      readonly Block: {
        readonly context: string;
        readonly messages: Messages;
        readonly unresolved: LostPlace | null;
      };
    }
  | {
      readonly Clause:
        | {
            readonly Unary: {
              readonly check: CfnGuardUnaryCheck;
              readonly context: string;
              readonly messages: Messages;
            };
          }
        | {
            readonly Binary: {
              readonly context: string;
              readonly messages: Messages;
              readonly check: CfnGuardBinaryCheck;
            };
          };
    };

export type CfnGuardUnaryCheck =
  | {
      readonly UnResolved: {
        readonly value: LostPlace;
        readonly comparison: Operation;
      };
    }
  | {
      readonly Resolved: {
        readonly value: Located;
        readonly comparison: Operation;
      };
    }
  | { readonly UnResolvedContext: string };

export type CfnGuardBinaryCheck =
  | {
      readonly UnResolved: {
        readonly value: LostPlace;
        readonly comparison: Operation;
      };
    }
  | {
      readonly Resolved: {
        readonly from: Located;
        readonly to: Located;
        readonly comparison: Operation;
      };
    }
  | {
      readonly InResolved: {
        readonly from: Located;
        readonly to: readonly Located[];
        readonly comparison: Operation;
      };
    };

/** What `cfn-guard validate --structured -o json` writes of one document. */
export interface CfnGuardFileReport {
  readonly name: string;
  readonly metadata: Record<string, never>;
  readonly status: "PASS" | "FAIL" | "SKIP";
  readonly not_compliant: readonly CfnGuardCheck[];
  readonly not_applicable: readonly string[];
  readonly compliant: readonly string[];
}

/**
 * Puts what several rule files say of one document into cfn-guard's own JSON. A rule that could not
 * be decided, where cfn-guard would have ended, is among those that do not comply, with the error.
 */
export function toCfnGuardJson(
  reports: readonly FileReport[],
): CfnGuardFileReport {
  const rules = reports.flatMap(({ rules: each }) => each);
  const named = (status: string) =>
    [
      ...new Set(
        rules.filter((each) => each.status === status).map(({ name }) => name),
      ),
    ].sort(byCodePoint);
  const failed = rules.some(
    ({ status }) => status === "FAIL" || status === "ERROR",
  );
  const passed = rules.some(({ status }) => status === "PASS");
  return {
    name: reports[0]?.name ?? "",
    metadata: {},
    status: failed ? "FAIL" : passed ? "PASS" : "SKIP",
    not_compliant: reports.flatMap(notCompliant),
    not_applicable: named("SKIP"),
    compliant: named("PASS"),
  };
}

/** Newer than the library that TypeScript 7 knows; Node has it since 22. */
const jsonWithRaw = JSON as typeof JSON & { rawJSON(text: string): unknown };

/** Integers past 2^53 are written with all their digits. */
export function stringifyCfnGuardJson(value: unknown, indent = 2): string {
  return JSON.stringify(
    value,
    (_key, each: unknown) =>
      typeof each === "bigint" ? jsonWithRaw.rawJSON(String(each)) : each,
    indent,
  );
}

function notCompliant(report: FileReport): CfnGuardCheck[] {
  if (report.status === "PASS" || report.status === "SKIP") return [];
  const errors = new Map(
    report.rules.map((rule, index) => [index, rule.error?.message]),
  );
  const { rules, records } = sourceOfReport(report);
  return records().flatMap((node, index) => {
    const error = errors.get(index);
    const [rule] = failures([node], rules);
    if (!rule || !("Rule" in rule) || error === undefined) return rule ?? [];
    return {
      Rule: {
        ...rule.Rule,
        messages: { custom_message: null, error_message: error },
      },
    };
  });
}

function failures(
  nodes: readonly RecordNode[],
  rules: RuleFile,
): CfnGuardCheck[] {
  return nodes.flatMap((node): readonly CfnGuardCheck[] => {
    if (node.status !== "FAIL") return [];
    switch (node.entry) {
      case "rule":
        return [
          {
            Rule: {
              name: node.rule.name,
              metadata: {},
              messages: {
                custom_message: node.message ?? null,
                error_message: null,
              },
              checks: failures(node.children, rules),
            },
          },
        ];
      case "disjunction":
        return [{ Disjunctions: { checks: failures(node.children, rules) } }];
      case "block":
        return node.children.length > 0
          ? failures(node.children, rules)
          : [emptyBlock(node.clause, rules)];
      case "clause":
      case "type":
        return failures(node.children, rules);
      case "check":
        return ofCheck(node.check, rules);
      case "conditions":
      case "filter":
        return [];
      default:
        return node satisfies never;
    }
  });
}

function ofCheck(check: Check, rules: RuleFile): readonly CfnGuardCheck[] {
  switch (check.check) {
    case "success":
      return [];
    case "unary":
      return [unary(check)];
    case "comparison":
      return [comparison(check)];
    case "in":
      return [membership(check)];
    case "nothingToBeEmpty": {
      const context = contextOf(check.clause);
      return [
        unaryClause({ UnResolvedContext: context }, context, {
          custom_message: (check.clause.message ?? "").replaceAll("\n", ";"),
          error_message: `Check was not compliant as variable in context [${context}] was not empty`,
        }),
      ];
    }
    case "dependentRule": {
      const context = contextOfRule(check.clause, rules);
      return [
        unaryClause({ UnResolvedContext: check.clause.rule }, context, {
          custom_message: check.clause.message ?? "",
          error_message: `Check was not compliant as dependent rule [${check.clause.rule}] did not PASS. Context [${context}]`,
        }),
      ];
    }
    case "missingBlockValue":
      return [
        {
          Block: {
            context: `GuardBlockAccessClause#${locationOf(check.clause, rules)}`,
            messages: {
              custom_message: "",
              error_message: `Check was not compliant as property [${describeQuery(check.from.remaining)}] is missing. Value traversed to [${show(check.from.reached)}]`,
            },
            unresolved: lost(check.from),
          },
        },
      ];
    default:
      return check satisfies never;
  }
}

function unary(check: Extract<Check, { check: "unary" }>): CfnGuardCheck {
  const operation: Operation = [check.operator, check.not];
  const found = check.value;
  const message = isUnresolved(found)
    ? `Check was not compliant as property [${describeQuery(found.remaining)}] is missing. Value traversed to [${show(found.reached)}].`
    : `Check was not compliant as property [${locatedPath(found)}] ${UNARY[check.operator][check.not ? 1 : 0]}.`;
  return unaryClause(
    isUnresolved(found)
      ? { UnResolved: { value: lost(found), comparison: operation } }
      : { Resolved: { value: located(found), comparison: operation } },
    contextOf(check.clause),
    { custom_message: check.clause.message ?? "", error_message: message },
  );
}

const UNARY = {
  Exists: ["did not exist", "existed"],
  Empty: ["was not empty", "was empty"],
  IsList: ["was not list", "was a list "],
  IsMap: ["was not struct", "was a struct"],
  IsString: ["was not string", "was a string "],
  IsInt: ["was not int", "was int"],
  IsBool: ["was not bool", "was bool"],
  IsNull: ["was not null", "was null"],
  IsFloat: ["was not float", "was float"],
} as const;

function unaryClause(
  check: CfnGuardUnaryCheck,
  context: string,
  messages: Messages,
): CfnGuardCheck {
  return { Clause: { Unary: { check, context, messages } } };
}

const BINARY = {
  Eq: ["not equal to", "equal to"],
  Le: ["not less than equal to", "less than equal to"],
  Lt: ["not less than", "less than"],
  Ge: ["not greater than equal", "greater than equal to"],
  Gt: ["not greater than", "greater than"],
  In: ["not in", "in"],
} as const;

function comparison(
  check: Extract<Check, { check: "comparison" }>,
): CfnGuardCheck {
  const { from, to, obstacle } = check;
  const operation: Operation = [check.operator, check.not];
  const missing = isUnresolved(from)
    ? ([from, "from"] as const)
    : to && isUnresolved(to)
      ? ([to, "to"] as const)
      : undefined;
  if (missing) {
    const [place, side] = missing;
    return binaryClause(
      check,
      `Check was not compliant as property [${describeQuery(place.remaining)}] to compare ${side} is missing. Value traversed to [${show(place.reached)}].`,
      { UnResolved: { value: lost(place), comparison: operation } },
    );
  }
  const left = from as GuardValue;
  const right = to as GuardValue;
  const error = obstacle
    ? ` Error = [${OBSTACLES[obstacle](left, right)}]`
    : "";
  return binaryClause(
    check,
    `Check was not compliant as property value [${show(left)}] ${BINARY[check.operator][check.not ? 1 : 0]} value [${show(right)}].${error}`,
    {
      Resolved: {
        from: located(left),
        to: located(right),
        comparison: operation,
      },
    },
  );
}

const OBSTACLES: Readonly<
  Record<Obstacle, (left: GuardValue, right: GuardValue) => string>
> = {
  kinds: (left, right) =>
    left.kind === "float" && right.kind === "float"
      ? "Float values are not comparable"
      : `PathAwareValues are not comparable ${kindName(left)}, ${kindName(right)}`,
  noText: (left, right) => `Type not comparable, ${show(left)}, ${show(right)}`,
  noList: (left, right) => `Can not compare type ${show(left)}, ${show(right)}`,
};

function membership(check: Extract<Check, { check: "in" }>): CfnGuardCheck {
  const message = `Check was not compliant as property [${locatedPath(check.from)}] was not present in [${check.to.map(showFound).join(".").replaceAll(".[", "[")}]`;
  return {
    Clause: {
      Binary: {
        context: check.clause ? contextOf(check.clause) : "",
        messages: {
          custom_message: check.clause?.message ?? null,
          error_message: message,
        },
        check: {
          InResolved: {
            from: located(check.from),
            to: check.to.flatMap((each) =>
              isUnresolved(each) ? [] : [located(each)],
            ),
            comparison: [check.operator, check.not],
          },
        },
      },
    },
  };
}

function binaryClause(
  { clause }: { readonly clause: AccessClause | undefined },
  message: string,
  check: CfnGuardBinaryCheck,
): CfnGuardCheck {
  return {
    Clause: {
      Binary: {
        context: clause ? contextOf(clause) : "",
        messages: {
          custom_message: clause?.message ?? "",
          error_message: message,
        },
        check,
      },
    },
  };
}

function emptyBlock(clause: BlockClause, rules: RuleFile): CfnGuardCheck {
  return {
    Block: {
      context: `BlockGuardClause#${locationOf(clause, rules)}`,
      messages: {
        custom_message: null,
        error_message: "query for block clause did not retrieve any value",
      },
      unresolved: null,
    },
  };
}

/** A clause in cfn-guard's words: ` Resources.*.Type EQUALS  "AWS::S3::Bucket"`. */
function contextOf(clause: AccessClause): string {
  return `${clause.negation ? "not" : ""} ${describeQuery(clause.query.parts)} ${clause.not ? "not " : ""}${OPERATOR_NAMES[clause.operator]}  ${clause.right ? describeOperand(clause.right) : ""}`;
}

function contextOfRule(clause: NamedClause, rules: RuleFile): string {
  return `Rule(${clause.rule}@${locationOf(clause, rules)})`;
}

function locationOf(
  clause: BlockClause | NamedClause,
  rules: RuleFile,
): string {
  const { line, column } = positionIn(rules, clause.at);
  return `Location[file:${rules.file ?? ""}, line:${line}, column:${column}]`;
}

function located(value: GuardValue): Located {
  return { path: pathOf(value), value: plainValue(value) };
}

function lost(found: Unresolved): LostPlace {
  return {
    traversed_to: located(found.reached),
    remaining_query: describeQuery(found.remaining),
    reason: found.reason(),
  };
}

function showFound(found: Found): string {
  return isUnresolved(found)
    ? `(unresolved, ${show(found.reached)})`
    : `(resolved, ${show(found)})`;
}

function show(value: GuardValue): string {
  return `Path=${locatedPath(value)} Value=${describeValue(value)}`;
}

function byCodePoint(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

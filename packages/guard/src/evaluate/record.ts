import type {
  AccessClause,
  BinaryOperator,
  BlockClause,
  Clause,
  NamedClause,
  Rule,
  UnaryOperator,
} from "../syntax/tree.ts";
import type { GuardValue } from "../value.ts";
import type { Obstacle } from "./operators.ts";
import type { Found, Status, Unresolved } from "./run.ts";

/** What became of one value under one clause. A clause is undefined where keys are filtered. */
export type Check =
  | {
      readonly check: "success";
      /** What held; unknown for a comparison of keys. */
      readonly value: Found | undefined;
    }
  | {
      readonly check: "unary";
      readonly clause: AccessClause;
      readonly operator: UnaryOperator;
      readonly not: boolean;
      readonly value: Found;
      readonly error: string | undefined;
    }
  | {
      readonly check: "comparison";
      readonly clause: AccessClause | undefined;
      readonly operator: BinaryOperator;
      readonly not: boolean;
      readonly from: Found;
      readonly to: Found | undefined;
      readonly obstacle: Obstacle | undefined;
    }
  | {
      readonly check: "in";
      readonly clause: AccessClause | undefined;
      readonly operator: BinaryOperator;
      readonly not: boolean;
      readonly from: GuardValue;
      readonly to: readonly Found[];
    }
  | { readonly check: "nothingToBeEmpty"; readonly clause: AccessClause }
  | {
      readonly check: "dependentRule";
      readonly clause: NamedClause;
    }
  | {
      readonly check: "missingBlockValue";
      readonly clause: BlockClause;
      readonly from: Unresolved;
    };

/** What was evaluated, as a tree. Reports do not look below filters and conditions. */
export type RecordEntry =
  | {
      readonly entry: "rule";
      readonly rule: Rule;
      readonly status: Status;
      readonly message: string | undefined;
    }
  | {
      readonly entry: "block";
      readonly clause: BlockClause;
      readonly status: Status;
    }
  | {
      readonly entry: "clause";
      readonly clause: Exclude<Clause, NamedClause | BlockClause>;
      readonly status: Status;
    }
  | { readonly entry: "type"; readonly status: Status }
  | { readonly entry: "disjunction"; readonly status: Status }
  | { readonly entry: "conditions" | "filter"; readonly status: Status }
  | {
      readonly entry: "check";
      readonly status: Status;
      readonly check: Check;
    };

export type RecordNode = RecordEntry & {
  readonly children: readonly RecordNode[];
};

/** Gathers the tree while rules run. */
export class Recorder {
  readonly top: RecordNode[] = [];
  #open: RecordNode[][] = [this.top];

  start(): void {
    this.#open.push([]);
  }

  end(entry: RecordEntry): void {
    const children = this.#open.pop() ?? [];
    this.#open.at(-1)?.push({ ...entry, children });
  }

  check(status: Status, check: Check): void {
    this.#open.at(-1)?.push({ entry: "check", status, check, children: [] });
  }

  /** Closes what a rule left open that could not be decided. */
  unwind(rule: Rule): void {
    this.#open = [this.top];
    this.top.push({
      entry: "rule",
      rule,
      status: "FAIL",
      message: undefined,
      children: [],
    });
  }
}

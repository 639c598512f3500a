import type { GuardValue } from "../value.ts";

export type UnaryOperator =
  | "Exists"
  | "Empty"
  | "IsString"
  | "IsList"
  | "IsMap"
  | "IsBool"
  | "IsInt"
  | "IsFloat"
  | "IsNull";
export type BinaryOperator = "Eq" | "In" | "Gt" | "Lt" | "Le" | "Ge";
export type Operator = UnaryOperator | BinaryOperator;

export type FunctionName =
  | "count"
  | "join"
  | "json_parse"
  | "now"
  | "parse_boolean"
  | "parse_char"
  | "parse_epoch"
  | "parse_float"
  | "parse_int"
  | "parse_string"
  | "regex_replace"
  | "substring"
  | "to_lower"
  | "to_upper"
  | "url_decode";

/** A stretch of the rule text, in UTF-16 units. */
export interface Stretch {
  readonly at: number;
  readonly end: number;
}

/** All of these must hold; of each, one. */
export type Conjunctions<T> = readonly (readonly T[])[];

export interface Query {
  readonly parts: readonly QueryPart[];
  /** False after `some`. */
  readonly all: boolean;
}

export type QueryPart =
  | { readonly part: "this" }
  | {
      readonly part: "key";
      readonly key: string;
      /** The name in `%name`. */
      readonly variable: string | undefined;
      /** A key that reads as a number is an index. */
      readonly index: number | undefined;
    }
  | { readonly part: "values"; readonly capture: string | undefined }
  | { readonly part: "indices"; readonly capture: string | undefined }
  | { readonly part: "index"; readonly index: number }
  | {
      readonly part: "filter";
      readonly capture: string | undefined;
      readonly clauses: Conjunctions<Clause>;
    }
  | {
      readonly part: "keys";
      readonly capture: string | undefined;
      readonly operator: "Eq" | "In";
      readonly not: boolean;
      readonly right: Operand;
    };

export type Operand =
  | { readonly operand: "value"; readonly value: GuardValue }
  | { readonly operand: "query"; readonly query: Query }
  | { readonly operand: "call"; readonly call: FunctionCall };

export interface FunctionCall {
  readonly name: FunctionName;
  readonly parameters: readonly Operand[];
}

export interface Assignment {
  readonly name: string;
  readonly operand: Operand;
}

export interface Block {
  readonly assignments: ReadonlyMap<string, Operand>;
  readonly clauses: Conjunctions<Clause>;
}

/** `Properties.Size >= 10 <<message>>` */
export interface AccessClause extends Stretch {
  readonly clause: "access";
  readonly query: Query;
  readonly operator: Operator;
  /** `!=`, `not in`, `!exists`. */
  readonly not: boolean;
  /** A `not` before the whole clause. */
  readonly negation: boolean;
  readonly right: Operand | undefined;
  readonly message: string | undefined;
}

/** The name of another rule. */
export interface NamedClause extends Stretch {
  readonly clause: "named";
  readonly rule: string;
  readonly negation: boolean;
  readonly message: string | undefined;
}

/** `check_it(Properties, "value")` */
export interface CallClause extends Stretch {
  readonly clause: "call";
  readonly rule: string;
  readonly parameters: readonly Operand[];
  readonly message: string | undefined;
}

/** `Properties { … }` */
export interface BlockClause extends Stretch {
  readonly clause: "block";
  readonly query: Query;
  readonly notEmpty: boolean;
  readonly block: Block;
}

/** `when … { … }` */
export interface WhenClause extends Stretch {
  readonly clause: "when";
  readonly conditions: Conjunctions<Clause>;
  readonly block: Block;
}

/** `AWS::S3::Bucket when … { … }` */
export interface TypeClause extends Stretch {
  readonly clause: "type";
  readonly type: string;
  readonly conditions: Conjunctions<Clause> | undefined;
  readonly query: Query;
  readonly block: Block;
}

export type Clause =
  | AccessClause
  | NamedClause
  | CallClause
  | BlockClause
  | WhenClause
  | TypeClause;

export interface Rule extends Stretch {
  readonly name: string;
  readonly conditions: Conjunctions<Clause> | undefined;
  readonly block: Block;
}

export interface ParameterizedRule extends Rule {
  readonly parameters: readonly string[];
}

/** One file of rules, ready to evaluate. */
export interface RuleFile {
  readonly file: string | undefined;
  readonly text: string;
  readonly assignments: ReadonlyMap<string, Operand>;
  readonly rules: readonly Rule[];
  /** The rules by name; a name may have several. */
  readonly named: ReadonlyMap<string, readonly Rule[]>;
  readonly parameterized: ReadonlyMap<string, ParameterizedRule>;
}

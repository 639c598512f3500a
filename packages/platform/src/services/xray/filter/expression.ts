/** A filter expression, parsed (X-Ray guide, "Use filter expressions"). */
export type Expression =
  | { readonly kind: "and" | "or"; readonly parts: readonly Expression[] }
  | { readonly kind: "not"; readonly part: Expression }
  /** A keyword or an annotation that is true, or that is there. */
  | { readonly kind: "holds"; readonly operand: Operand }
  | {
      readonly kind: "compares";
      readonly operand: Operand;
      readonly operator: Operator;
      readonly value: Literal;
    }
  | {
      readonly kind: "service";
      readonly service: ServicePattern;
      readonly filter: Expression | undefined;
    }
  | {
      readonly kind: "edge";
      readonly from: ServicePattern;
      readonly to: ServicePattern;
      readonly filter: Expression | undefined;
    };

export type Literal = string | number | boolean;

export type Operand =
  | { readonly kind: "keyword"; readonly name: Keyword }
  | { readonly kind: "annotation"; readonly key: string };

/** Which services are meant: those with all members that are given. */
export interface ServicePattern {
  readonly name?: string;
  readonly type?: string;
  readonly accountId?: string;
}

export type Operator = keyof typeof OPERATORS;

/** How values are compared; texts without regard to case only where the operator looks for a part. */
export const OPERATORS = {
  "=": (a: Literal, b: Literal) => a === b,
  "!=": (a: Literal, b: Literal) => a !== b,
  "<": (a: Literal, b: Literal) => bothNumbers(a, b) && a < b,
  "<=": (a: Literal, b: Literal) => bothNumbers(a, b) && a <= b,
  ">": (a: Literal, b: Literal) => bothNumbers(a, b) && a > b,
  ">=": (a: Literal, b: Literal) => bothNumbers(a, b) && a >= b,
  CONTAINS: (a: Literal, b: Literal) =>
    bothTexts(a, b, (x, y) => x.includes(y)),
  BEGINSWITH: (a: Literal, b: Literal) =>
    bothTexts(a, b, (x, y) => x.startsWith(y)),
  ENDSWITH: (a: Literal, b: Literal) =>
    bothTexts(a, b, (x, y) => x.endsWith(y)),
};

/** What operators take: numbers are ordered, texts have parts. */
export const TAKES: Readonly<Record<"boolean" | "number" | "string", RegExp>> =
  {
    boolean: /^!?=$/,
    number: /^(!?=|[<>]=?)$/,
    string: /^(!?=|CONTAINS|BEGINSWITH|ENDSWITH)$/,
  };

/** Keywords and the type of their values. */
export const KEYWORDS = {
  ok: "boolean",
  error: "boolean",
  throttle: "boolean",
  fault: "boolean",
  partial: "boolean",
  inferred: "boolean",
  remote: "boolean",
  root: "boolean",
  responsetime: "number",
  duration: "number",
  "http.status": "number",
  "http.url": "string",
  "http.method": "string",
  "http.useragent": "string",
  "http.clientip": "string",
  user: "string",
  name: "string",
  type: "string",
  message: "string",
  availabilityzone: "string",
  "instance.id": "string",
  "resource.arn": "string",
  "group.name": "string",
} as const;

export type Keyword = keyof typeof KEYWORDS;

function bothNumbers(a: Literal, b: Literal): boolean {
  return typeof a === "number" && typeof b === "number";
}

function bothTexts(
  a: Literal,
  b: Literal,
  holds: (a: string, b: string) => boolean,
): boolean {
  return typeof a === "string" && typeof b === "string" && holds(a, b);
}

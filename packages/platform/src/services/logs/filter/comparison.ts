export type Operator = "=" | "!=" | "<" | ">" | "<=" | ">=";

/** The value that a condition compares with. */
export interface Operand {
  readonly text: string;
  /** Undefined for quoted texts and words. */
  readonly number: number | undefined;
}

const ORDER: Readonly<
  Record<string, ((a: number, b: number) => boolean) | undefined>
> = {
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
};

/** Makes the test that a condition is: numbers compare by value, texts by `*` as a wildcard. */
export function comparison(
  operator: Operator,
  { text, number }: Operand,
): ((value: string | number) => boolean) | undefined {
  const order = ORDER[operator];
  if (order) {
    if (number === undefined) return undefined;
    return (value) => {
      const own = numberOf(value);
      return own !== undefined && order(own, number);
    };
  }
  const equal = equality(text, number);
  return operator === "=" ? equal : (value) => !equal(value);
}

function equality(
  text: string,
  number: number | undefined,
): (value: string | number) => boolean {
  if (number !== undefined)
    return (value) => numberOf(value) === number || String(value) === text;
  if (!text.includes("*")) return (value) => String(value) === text;
  const parts = text.split("*");
  return (value) => wildcard(parts, String(value));
}

/** Whether the parts occur in order, the first at the beginning and the last at the end. */
function wildcard(parts: readonly string[], value: string): boolean {
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (value.length < first.length + last.length) return false;
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= value.length - last.length;
}

/** The number that a text is, as `404`, `-1` or `1e+3`. */
export function numberOf(value: string | number): number | undefined {
  if (typeof value === "number") return value;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value)
    ? Number(value)
    : undefined;
}

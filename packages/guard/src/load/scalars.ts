import type { Contents, Kind } from "../value.ts";

/**
 * How plain YAML scalars are read. cfn-guard has two ways: `validate` reads `True` and `yes` as
 * strings and `inf` as a float; `test` reads YAML 1.2's core schema.
 */
export type Dialect = "validate" | "test";

/** A scalar's kind and value. */
export type Scalar = {
  [K in "null" | "string" | "bool" | "int" | "float"]: {
    readonly kind: K;
    readonly value: Contents[K];
  };
}["null" | "string" | "bool" | "int" | "float"] & { readonly kind: Kind };

const LARGEST = 9223372036854775807n;
const SMALLEST = -9223372036854775808n;
const NULLS = new Set(["~", "null", "Null", "NULL"]);

/** Reads a plain scalar. */
export function plainScalar(text: string, dialect: Dialect): Scalar {
  return dialect === "validate" ? forValidate(text) : forTest(text);
}

/** An integer of 64 bits, as a number where a number holds it. */
export function readInteger(digits: string): number | bigint | undefined {
  if (digits.length < 16) return Number(digits) + 0;
  const exact = BigInt(digits.replace(/^\+/, ""));
  if (exact > LARGEST || exact < SMALLEST) return undefined;
  const short = Number(exact);
  return Number.isSafeInteger(short) ? short : exact;
}

/** What Rust reads as a float. */
export function readFloat(text: string): number | undefined {
  if (/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text))
    return Number(text);
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (!special) return undefined;
  if (special[2]?.toLowerCase() === "nan") return Number.NaN;
  return special[1] === "-" ? -Infinity : Infinity;
}

function forValidate(text: string): Scalar {
  const first = text.charCodeAt(0);
  // Most scalars are words: only what starts like a number can be one.
  if (first <= 57 && /^[+-]?[0-9]+$/.test(text)) {
    const int = readInteger(text);
    if (int !== undefined) return { kind: "int", value: int };
  }
  if (first <= 57 || /^[in]/i.test(text)) {
    const float = readFloat(text);
    if (float !== undefined) return { kind: "float", value: float };
  }
  if (text === "true" || text === "false")
    return { kind: "bool", value: text === "true" };
  return NULLS.has(text)
    ? { kind: "null", value: null }
    : { kind: "string", value: text };
}

function forTest(text: string): Scalar {
  if (text === "" || NULLS.has(text)) return { kind: "null", value: null };
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(text))
    return { kind: "bool", value: text.toLowerCase() === "true" };
  const int = coreInteger(text);
  if (int !== undefined) return { kind: "int", value: int };
  if (/^[+-]?\.(?:inf|Inf|INF)$/.test(text))
    return {
      kind: "float",
      value: text.startsWith("-") ? -Infinity : Infinity,
    };
  if (/^\.(?:nan|NaN|NAN)$/.test(text))
    return { kind: "float", value: Number.NaN };
  if (
    /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text) &&
    !/^[+-]?0[0-9]+$/.test(text)
  )
    return { kind: "float", value: Number(text) };
  return { kind: "string", value: text };
}

/** serde_yaml reads 64 bits without a sign and cfn-guard lets them wrap. */
function coreInteger(text: string): number | bigint | undefined {
  const based = /^([+-]?)(0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+)$/.exec(text);
  const decimal = /^[+-]?(?:0|[1-9][0-9]*)$/.test(text);
  if (!based && !decimal) return undefined;
  const sign = based?.[1] === "-" ? -1n : 1n;
  const exact = based
    ? sign * BigInt(based[2] ?? "0")
    : BigInt(text.replace(/^\+/, ""));
  if (exact > 18446744073709551615n || exact < SMALLEST) return undefined;
  const wrapped = BigInt.asIntN(64, exact);
  const short = Number(wrapped);
  return Number.isSafeInteger(short) ? short : wrapped;
}

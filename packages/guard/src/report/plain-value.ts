import { describeRange } from "../syntax/describe.ts";
import type { GuardValue } from "../value.ts";

/** A value as JSON has it; ranges and regular expressions as texts. An integer past 2^53 stays a bigint. */
export type PlainValue =
  | null
  | string
  | number
  | bigint
  | boolean
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** Makes a value plain. */
export function plainValue(value: GuardValue): PlainValue {
  switch (value.kind) {
    case "list":
      return value.value.map(plainValue);
    case "map":
      return Object.fromEntries(
        Array.from(value.value, ([key, each]) => [key, plainValue(each)]),
      );
    case "regex":
      return `/${value.value}/`;
    case "intRange":
      return describeRange(value.value, String);
    case "floatRange":
      return describeRange(value.value, String);
    case "charRange":
      return describeRange(value.value, (bound) => bound);
    default:
      return value.value;
  }
}

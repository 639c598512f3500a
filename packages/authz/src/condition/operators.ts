import type { Comparison } from "./comparisons.ts";
import {
  date,
  likeArn,
  likeText,
  number,
  sameBytes,
  sameText,
  sameTextAnyCase,
  sameTruth,
  withinRange,
} from "./comparisons.ts";

/** One condition operator: how one wanted value compares, and whether the operator is the comparison's opposite (values are then NORed). */
export interface Operator {
  readonly compare: Comparison;
  readonly negated: boolean;
}

/** Every condition operator of the IAM User Guide except `Null`, which asks for presence and compares nothing. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    StringEquals: is(sameText),
    StringNotEquals: not(sameText),
    StringEqualsIgnoreCase: is(sameTextAnyCase),
    StringNotEqualsIgnoreCase: not(sameTextAnyCase),
    StringLike: is(likeText),
    StringNotLike: not(likeText),

    NumericEquals: is(number((actual, wanted) => actual === wanted)),
    NumericNotEquals: not(number((actual, wanted) => actual === wanted)),
    NumericLessThan: is(number((actual, wanted) => actual < wanted)),
    NumericLessThanEquals: is(number((actual, wanted) => actual <= wanted)),
    NumericGreaterThan: is(number((actual, wanted) => actual > wanted)),
    NumericGreaterThanEquals: is(number((actual, wanted) => actual >= wanted)),

    DateEquals: is(date((actual, wanted) => actual === wanted)),
    DateNotEquals: not(date((actual, wanted) => actual === wanted)),
    DateLessThan: is(date((actual, wanted) => actual < wanted)),
    DateLessThanEquals: is(date((actual, wanted) => actual <= wanted)),
    DateGreaterThan: is(date((actual, wanted) => actual > wanted)),
    DateGreaterThanEquals: is(date((actual, wanted) => actual >= wanted)),

    Bool: is(sameTruth),
    BinaryEquals: is(sameBytes),
    IpAddress: is(withinRange),
    NotIpAddress: not(withinRange),

    // AWS: ArnEquals and ArnLike behave identically.
    ArnEquals: is(likeArn),
    ArnNotEquals: not(likeArn),
    ArnLike: is(likeArn),
    ArnNotLike: not(likeArn),
  }),
);

function is(compare: Comparison): Operator {
  return { compare, negated: false };
}

function not(compare: Comparison): Operator {
  return { compare, negated: true };
}

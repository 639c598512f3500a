import type { Evaluation, Result } from "../result.ts";
import type { Value } from "../value.ts";

/** A function: what it gives for its operand, which is not resolved yet. @throws TemplateProblem */
export type Intrinsic = (operand: Value, evaluation: Evaluation) => Result;

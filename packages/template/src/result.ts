import type { Scope } from "./scope.ts";
import type { Template } from "./template.ts";
import type { Value } from "./value.ts";

/** A value in which something is not known yet: the function as it is written, what is known in it resolved. */
export class Unresolved {
  readonly written: Value;

  constructor(written: Value) {
    this.written = written;
  }
}

/** `AWS::NoValue`: whatever holds it is left without it. */
export const NOTHING = Symbol("AWS::NoValue");

/** What a function may give. */
export type Result = Value | Unresolved | typeof NOTHING;

/** What a function works with. */
export interface Evaluation {
  readonly template: Template;
  readonly scope: Scope;
  /** A value with its functions resolved; those that cannot be yet stay as they are written. */
  resolve(value: Value): Value | undefined;
  /** As `resolve`, but tells what is not known. @throws TemplateProblem */
  evaluate(value: Value): Result;
  /** Whether a condition holds; undefined while that is not known. @throws TemplateProblem */
  condition(name: string): boolean | undefined;
  /** Whether what a condition says holds. @throws TemplateProblem where it is none */
  truth(value: Value): boolean | undefined;
}

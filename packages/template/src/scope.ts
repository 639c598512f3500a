import type { ParameterValue } from "./parameters.ts";
import type { Value } from "./value.ts";

/** What a template's functions are resolved by. Whatever is not known here stays as it is written. */
export interface Scope {
  /** Texts and lists of them; numbers and booleans where the caller knows that they are meant. */
  readonly parameters: Readonly<Record<string, Value>>;
  /** `AWS::Region` and the like, by their whole names. */
  readonly pseudo: Readonly<Record<string, ParameterValue>>;
  /** What `Ref` of a resource gives; undefined while it is not known. */
  readonly ref?: (logicalId: string) => Value | undefined;
  /** What `Fn::GetAtt` gives; undefined while it is not known. @throws TemplateProblem for an attribute that is none */
  readonly attribute?: (
    logicalId: string,
    attribute: string,
  ) => Value | undefined;
  /** What another stack exports; undefined while that is not known. @throws TemplateProblem */
  readonly imported?: (name: string) => Value | undefined;
  /** A Region's availability zones; undefined where they are not known. */
  readonly zones?: (region: string) => readonly string[] | undefined;
  /** Whether the template has the transform `AWS::LanguageExtensions`. */
  readonly extended?: boolean;
}

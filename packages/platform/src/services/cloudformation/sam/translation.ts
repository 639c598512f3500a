import type { ObjectValue, Value } from "@gatehouse/template";
import type { Generated } from "./generated.ts";
import type { Parameters } from "./given-parameters.ts";
import type { ManagedPolicyArn } from "./policies/role.ts";

/** What the transform knows while it works: all but `original` and `parameters` changes on the way. */
export interface Translation {
  /** The template's resources before any is translated, with their globals. */
  readonly original: Readonly<Record<string, ObjectValue>>;
  readonly resources: Map<string, ObjectValue>;
  /** The template's conditions and those that generated resources need. */
  readonly conditions: Map<string, Value>;
  readonly mappings: ObjectValue;
  readonly parameters: Parameters;
  readonly managedPolicyArn: ManagedPolicyArn;
}

/** What a serverless resource becomes. */
export interface Translated {
  readonly resources: readonly Generated[];
  /** By what stands behind the dot of `MyFunction.Alias`: the logical id that it means. */
  readonly references?: Readonly<Record<string, string>>;
  /** The logical id that takes the place of the resource's own. */
  readonly renamed?: string;
}

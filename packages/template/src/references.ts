import { isIntrinsic } from "./intrinsics/names.ts";
import { pathOf } from "./intrinsics/references.ts";
import { variablesIn } from "./intrinsics/substitute.ts";
import { isList, isObject, onlyMember, type Value } from "./value.ts";

/** A name that a value refers to, and how. */
export interface Reference {
  readonly name: string;
  readonly by: "Ref" | "Fn::GetAtt" | "Fn::Sub";
  /** Of Fn::GetAtt, and of Fn::Sub with a dot. */
  readonly attribute?: string;
}

/** Every name that a value refers to, however deep. @throws TemplateProblem */
export function* referencesIn(value: Value): Generator<Reference> {
  if (isList(value)) {
    for (const item of value) yield* referencesIn(item);
    return;
  }
  if (!isObject(value)) return;
  const [name, operand] = onlyMember(value) ?? [];
  if (name === undefined || operand === undefined || !isIntrinsic(name)) {
    for (const member of Object.values(value)) yield* referencesIn(member);
    return;
  }
  if (name === "Ref" && typeof operand === "string") {
    yield { name: operand, by: "Ref" };
    return;
  }
  if (name === "Fn::GetAtt") {
    const [logicalId, attribute] = pathOf(operand) ?? [];
    if (logicalId !== undefined)
      yield {
        name: logicalId,
        by: "Fn::GetAtt",
        ...(typeof attribute === "string" ? { attribute } : {}),
      };
    if (attribute !== undefined) yield* referencesIn(attribute);
    return;
  }
  if (name === "Fn::Sub") {
    for (const variable of variablesIn(operand)) {
      const dot = variable.indexOf(".");
      yield dot < 0
        ? { name: variable, by: "Fn::Sub" }
        : {
            name: variable.slice(0, dot),
            by: "Fn::Sub",
            attribute: variable.slice(dot + 1),
          };
    }
    if (isList(operand)) yield* referencesIn(operand[1] ?? null);
    return;
  }
  yield* referencesIn(operand);
}

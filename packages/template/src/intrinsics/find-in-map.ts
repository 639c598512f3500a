import { TemplateProblem } from "../problem.ts";
import { asText, isObject, type Value } from "../value.ts";
import type { Intrinsic } from "./intrinsic.ts";
import { applied, operands, wrong } from "./operands.ts";

const WANTED =
  "requires three parameters, the map name, map key and the attribute for return value";

/** With the language extensions a fourth operand tells what to answer where the mapping has nothing. */
export const findInMap: Intrinsic = (operand, evaluation) => {
  const parts = operands("Fn::FindInMap", operand, 3, 4, WANTED);
  const fallback = parts[3];
  if (fallback !== undefined && !hasDefault(fallback))
    return wrong("Fn::FindInMap", WANTED);
  return applied("Fn::FindInMap", parts.slice(0, 3), evaluation, (keys) => {
    const texts = keys.map(asText);
    if (texts.includes(undefined)) return wrong("Fn::FindInMap", WANTED);
    const [map = "", first = "", second = ""] = texts as string[];
    const found = member(
      member(evaluation.template.mappings[map], first),
      second,
    );
    if (found !== undefined) return found;
    if (fallback !== undefined && hasDefault(fallback))
      return evaluation.evaluate(fallback.DefaultValue);
    throw new TemplateProblem(
      Object.hasOwn(evaluation.template.mappings, map)
        ? `Template error: Unable to get mapping for ${map}::${first}::${second}`
        : `Template error: Mapping named '${map}' is not present in the 'Mappings' section of template.`,
    );
  });
};

function member(value: Value | undefined, name: string): Value | undefined {
  return isObject(value) && Object.hasOwn(value, name)
    ? value[name]
    : undefined;
}

function hasDefault(value: Value): value is { readonly DefaultValue: Value } {
  return isObject(value) && Object.hasOwn(value, "DefaultValue");
}

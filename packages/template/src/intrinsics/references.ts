import { NOTHING, Unresolved } from "../result.ts";
import { TemplateProblem } from "../problem.ts";
import { asText, isList, type Value } from "../value.ts";
import type { Intrinsic } from "./intrinsic.ts";
import { appliedToOne, wrong } from "./operands.ts";

export const reference: Intrinsic = (operand, { scope, template }) => {
  if (typeof operand !== "string")
    return wrong("Ref", "must have a single String value.");
  if (operand === "AWS::NoValue") return NOTHING;
  const known = scope.parameters[operand] ?? scope.pseudo[operand];
  if (known !== undefined) return known;
  const value = Object.hasOwn(template.resources, operand)
    ? scope.ref?.(operand)
    : undefined;
  return value ?? new Unresolved({ Ref: operand });
};

export const attribute: Intrinsic = (operand, evaluation) => {
  const path = pathOf(operand);
  if (!path)
    return wrong(
      "Fn::GetAtt",
      "requires two non-empty parameters, the resource name and the resource attribute.",
    );
  const [logicalId, attributeName] = path;
  const name = evaluation.evaluate(attributeName);
  if (typeof name !== "string")
    return new Unresolved({ "Fn::GetAtt": [logicalId, attributeName] });
  const { scope, template } = evaluation;
  if (!Object.hasOwn(template.resources, logicalId))
    throw new TemplateProblem(
      `Template error: instance of Fn::GetAtt references undefined resource ${logicalId}`,
    );
  return (
    scope.attribute?.(logicalId, name) ??
    new Unresolved({ "Fn::GetAtt": [logicalId, name] })
  );
};

/** The resource and the attribute that Fn::GetAtt names, as a list or with a dot. */
export function pathOf(
  operand: Value,
): readonly [logicalId: string, attribute: Value] | undefined {
  if (typeof operand === "string") {
    const dot = operand.indexOf(".");
    return dot > 0
      ? [operand.slice(0, dot), operand.slice(dot + 1)]
      : undefined;
  }
  if (!isList(operand) || operand.length < 2) return undefined;
  const [logicalId, ...names] = operand;
  if (typeof logicalId !== "string" || logicalId === "") return undefined;
  if (names.every((name) => typeof name === "string"))
    return [logicalId, names.join(".")];
  return names.length === 1 ? [logicalId, names[0] ?? null] : undefined;
}

export const imported: Intrinsic = (operand, evaluation) =>
  appliedToOne("Fn::ImportValue", operand, evaluation, (name) => {
    const text = asText(name);
    if (text === undefined)
      return wrong("Fn::ImportValue", "must have a single String value.");
    return (
      evaluation.scope.imported?.(text) ??
      new Unresolved({ "Fn::ImportValue": text })
    );
  });

export const zones: Intrinsic = (operand, evaluation) =>
  appliedToOne("Fn::GetAZs", operand, evaluation, (region) => {
    const own = evaluation.scope.pseudo["AWS::Region"];
    const name = region === "" ? own : region;
    if (typeof name !== "string")
      return region === ""
        ? new Unresolved({ "Fn::GetAZs": "" })
        : wrong("Fn::GetAZs", "must name a Region.");
    return (
      evaluation.scope.zones?.(name) ?? new Unresolved({ "Fn::GetAZs": name })
    );
  });

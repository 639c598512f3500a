import type { Template } from "@gatehouse/template";
import type { Context } from "../../../core/context.ts";
import { invalid } from "../stack.ts";
import type { PlannedStack } from "../plan.ts";
import { serverless } from "../sam/macro.ts";
import { SERVERLESS } from "../sam/transform.ts";

/** Turns a template into another; the texts are JSON or YAML. @throws Fault ValidationError */
export type Transform = (
  template: Template,
  text: string,
  given: Readonly<Record<string, string>>,
  stack: PlannedStack,
  ctx: Context,
) => Promise<string>;

/**
 * The transforms that are offered, by name. `AWS::LanguageExtensions` is not among them: its loops are written out with
 * the plan, which needs the parameters.
 */
const TRANSFORMS: Readonly<Record<string, Transform>> = {
  [SERVERLESS]: serverless,
};

/** A template's text after its transforms. @throws Fault ValidationError for one that is not offered */
export async function transformed(
  template: Template,
  text: string,
  given: Readonly<Record<string, string>>,
  stack: PlannedStack,
  ctx: Context,
): Promise<string> {
  let result = text;
  for (const name of template.transforms) {
    if (name === "AWS::LanguageExtensions") continue;
    const transform =
      typeof name === "string" && Object.hasOwn(TRANSFORMS, name)
        ? TRANSFORMS[name]
        : undefined;
    if (!transform)
      throw invalid(
        `No transform named ${typeof name === "string" ? name : JSON.stringify(name)} found.`,
      );
    result = await transform(template, result, given, stack, ctx);
  }
  return result;
}

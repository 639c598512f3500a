import type { Template } from "@gatehouse/template";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import type { PlannedStack } from "../plan.ts";
import { serverless } from "../sam/macro.ts";
import { SERVERLESS } from "../sam/transform.ts";
import {
  LANGUAGE_EXTENSIONS,
  transformName,
  TransformFailed,
} from "./transform-names.ts";

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

/** A template's text after its transforms. @throws TransformFailed, as for one that is not offered */
export async function transformed(
  template: Template,
  text: string,
  given: Readonly<Record<string, string>>,
  stack: PlannedStack,
  ctx: Context,
): Promise<string> {
  let result = text;
  for (const declared of template.transforms) {
    const name = transformName(declared);
    if (name === LANGUAGE_EXTENSIONS) continue;
    const transform = Object.hasOwn(TRANSFORMS, name)
      ? TRANSFORMS[name]
      : undefined;
    if (!transform)
      throw new TransformFailed(`No transform named ${name} found.`);
    try {
      result = await transform(template, result, given, stack, ctx);
    } catch (error) {
      if (!(error instanceof Fault) || error.side === "server") throw error;
      throw new TransformFailed(error.message);
    }
  }
  return result;
}

import {
  GetTemplateCommand,
  TemplateStage,
} from "@aws-sdk/client-cloudformation";
import type { Context } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import { foundIn } from "../looked-up.ts";
import { LANGUAGE_EXTENSIONS } from "../macros/transform-names.ts";
import { planOf, template } from "../plan.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import {
  changeSets,
  templates,
  type StackRow,
  type Target,
  type TemplateRow,
} from "../tables.ts";

const { Original, Processed } = TemplateStage;

export const GetTemplate = operation(GetTemplateCommand, {
  needs: async ({ StackName, ChangeSetName }, ctx) => [
    await onStack("GetTemplate", StackName ?? ChangeSetName, ctx),
  ],

  async handle({ StackName, ChangeSetName, TemplateStage: asked }, ctx) {
    const stack = await stackOf(StackName, ctx);
    const { rows } = await ctx.table(changeSets).list({ prefix: [stack.id] });
    const changeSet = rows.find(
      ({ name, id }) => name === ChangeSetName || ChangeSetName?.endsWith(id),
    );
    const version = changeSet?.target.templateVersion ?? stack.templateVersion;
    const row =
      version === undefined
        ? undefined
        : await ctx.table(templates).get(stack.id, version);
    // A stack that only change sets propose has none yet: the CDK asks all the same.
    if (!row) return { TemplateBody: "", StagesAvailable: [Original] };
    const { parameters } = changeSet?.target ?? stack;
    const processed = processedText(row, parameters, stack, ctx);
    if (asked === Processed && processed === undefined)
      throw invalid("The transforms of the template have failed.");
    return {
      TemplateBody:
        asked === Original ? row.original : (processed ?? row.original),
      StagesAvailable:
        processed === undefined ? [Original] : [Original, Processed],
    };
  },
});

/** A template after all of its transforms: loops are kept as they were written, and written out here. */
function processedText(
  { processed }: TemplateRow,
  parameters: Target["parameters"],
  stack: StackRow,
  ctx: Context,
): string | undefined {
  if (processed === undefined) return undefined;
  const read = template(processed);
  if (!read.transforms.includes(LANGUAGE_EXTENSIONS)) return processed;
  const given = parameters.map(({ name, value }) => [name, value] as const);
  const plan = planOf(read, Object.fromEntries(given), {
    ...stack,
    place: ctx,
    found: foundIn(parameters),
  });
  const sections = JSON.parse(plan.template.text) as Record<string, unknown>;
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(sections).filter(
        ([, section]) => JSON.stringify(section) !== "{}",
      ),
    ),
  );
}

import {
  GetTemplateSummaryCommand,
  type GetTemplateSummaryCommandInput,
} from "@aws-sdk/client-cloudformation";
import { parametersOf } from "@gatehouse/template";
import type { Context } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import { must, template } from "../plan.ts";
import { onStack, stackOf } from "../stack.ts";
import { onSet, setOf } from "../stack-sets/sets.ts";
import { templateText } from "../template-source.ts";
import { declaredResources, summaryOf, typesIn } from "../template-summary.ts";

export const GetTemplateSummary = operation(GetTemplateSummaryCommand, {
  maxBody: 1 << 21,
  needs: async ({ StackName, StackSetName, CallAs, TemplateURL }, ctx) => {
    const keys = { "cloudformation:TemplateUrl": TemplateURL };
    return [
      StackSetName === undefined
        ? await onStack("GetTemplateSummary", StackName, ctx, keys)
        : await onSet(
            "GetTemplateSummary",
            { StackSetName, CallAs },
            ctx,
            keys,
          ),
    ];
  },

  async handle(input, ctx) {
    const read = template(await textOf(input, ctx));
    declaredResources(read);
    return {
      Description: read.description,
      Metadata: JSON.stringify(read.metadata),
      Version: "2010-09-09",
      ResourceTypes: typesIn(read),
      Parameters: must(parametersOf(read)).map((parameter) => ({
        ParameterKey: parameter.name,
        ParameterType: parameter.type,
        DefaultValue: parameter.default,
        NoEcho: parameter.noEcho,
        Description: parameter.description,
        ParameterConstraints: {
          AllowedValues: parameter.allowedValues && [
            ...parameter.allowedValues,
          ],
        },
      })),
      ...summaryOf(read),
    };
  },
});

async function textOf(
  input: GetTemplateSummaryCommandInput,
  ctx: Context,
): Promise<string> {
  const { StackName, StackSetName, CallAs } = input;
  if (StackSetName !== undefined)
    return (await setOf({ StackSetName, CallAs }, ctx)).set.template;
  if (StackName === undefined) return templateText(input, ctx);
  const stack = await stackOf(StackName, ctx);
  return templateText({ UsePreviousTemplate: true }, ctx, stack);
}

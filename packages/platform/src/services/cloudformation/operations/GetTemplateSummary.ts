import { GetTemplateSummaryCommand } from "@aws-sdk/client-cloudformation";
import { parametersOf } from "@gatehouse/template";
import { operation } from "../../../core/operation.ts";
import { must, template } from "../plan.ts";
import { onStack, stackOf } from "../stack.ts";
import { templateText } from "../template-source.ts";
import { declaredResources, summaryOf, typesIn } from "../template-summary.ts";

export const GetTemplateSummary = operation(GetTemplateSummaryCommand, {
  maxBody: 1 << 21,
  needs: async ({ StackName, TemplateURL }, ctx) => [
    await onStack("GetTemplateSummary", StackName, ctx, {
      "cloudformation:TemplateUrl": TemplateURL,
    }),
  ],

  async handle(input, ctx) {
    const stack =
      input.StackName === undefined
        ? undefined
        : await stackOf(input.StackName, ctx);
    const read = template(
      await templateText(
        stack ? { UsePreviousTemplate: true } : input,
        ctx,
        stack,
      ),
    );
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

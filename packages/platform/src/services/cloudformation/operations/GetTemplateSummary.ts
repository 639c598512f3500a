import { GetTemplateSummaryCommand } from "@aws-sdk/client-cloudformation";
import { declarationsOf, parametersOf } from "@gatehouse/template";
import { operation } from "../../../core/operation.ts";
import { neededCapabilities } from "../capabilities.ts";
import { must, template } from "../plan.ts";
import { onStack, stackOf } from "../stack.ts";
import { templateText } from "../template-source.ts";

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
    const loops = Object.keys(read.resources).some((id) => id.includes("::"));
    const declarations = loops ? [] : must(declarationsOf(read));
    const { capabilities, types } = neededCapabilities(declarations);
    return {
      Description: read.description,
      Metadata: JSON.stringify(read.metadata),
      Version: "2010-09-09",
      ResourceTypes: [...new Set(declarations.map(({ type }) => type))],
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
      ...(capabilities.length > 0
        ? {
            Capabilities: [...capabilities] as never,
            CapabilitiesReason: `The following resource(s) require capabilities: [${types.join(", ")}]`,
          }
        : {}),
      ...(read.transforms.length > 0
        ? { DeclaredTransforms: read.transforms.map(String) }
        : {}),
    };
  },
});

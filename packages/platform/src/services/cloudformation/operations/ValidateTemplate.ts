import { ValidateTemplateCommand } from "@aws-sdk/client-cloudformation";
import { dependenciesOf, parametersOf } from "@gatehouse/template";
import { allow, operation } from "../../../core/operation.ts";
import { must, template } from "../plan.ts";
import { templateText } from "../template-source.ts";
import { declaredResources, summaryOf } from "../template-summary.ts";

export const ValidateTemplate = operation(ValidateTemplateCommand, {
  maxBody: 1 << 21,
  needs: ({ TemplateURL }) => [
    allow("cloudformation:ValidateTemplate", "*", {
      "cloudformation:TemplateUrl": TemplateURL,
    }),
  ],

  async handle(input, ctx) {
    const read = template(await templateText(input, ctx));
    must(dependenciesOf(read, declaredResources(read)));
    return {
      Description: read.description,
      Parameters: must(parametersOf(read)).map((parameter) => ({
        ParameterKey: parameter.name,
        DefaultValue: parameter.default,
        NoEcho: parameter.noEcho,
        Description: parameter.description,
      })),
      ...summaryOf(read),
    };
  },
});

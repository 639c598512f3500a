import { ValidateTemplateCommand } from "@aws-sdk/client-cloudformation";
import {
  declarationsOf,
  dependenciesOf,
  parametersOf,
} from "@gatehouse/template";
import { allow, operation } from "../../../core/operation.ts";
import { neededCapabilities } from "../capabilities.ts";
import { must, template } from "../plan.ts";
import { templateText } from "../template-source.ts";

export const ValidateTemplate = operation(ValidateTemplateCommand, {
  maxBody: 1 << 21,
  needs: ({ TemplateURL }) => [
    allow("cloudformation:ValidateTemplate", "*", {
      "cloudformation:TemplateUrl": TemplateURL,
    }),
  ],

  async handle(input, ctx) {
    const read = template(await templateText(input, ctx));
    const loops = Object.keys(read.resources).some((id) => id.includes("::"));
    const declarations = loops ? [] : must(declarationsOf(read));
    if (!loops) must(dependenciesOf(read, declarations));
    const { capabilities, types } = neededCapabilities(declarations);
    return {
      Description: read.description,
      Parameters: must(parametersOf(read)).map((parameter) => ({
        ParameterKey: parameter.name,
        DefaultValue: parameter.default,
        NoEcho: parameter.noEcho,
        Description: parameter.description,
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

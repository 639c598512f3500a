import {
  bindParameters,
  expandLoops,
  valuesOf,
  type ObjectValue,
  type Template,
} from "@gatehouse/template";
import { must, scopeBefore, type PlannedStack } from "../plan.ts";
import { invalid } from "../stack.ts";
import { managedPolicyNames } from "./managed-policy-names.ts";
import { SERVERLESS, serverlessTransform } from "./transform.ts";

/**
 * The serverless transform of a stack's template. Loops are written out before it: there may be serverless resources
 * in them. @throws Fault ValidationError with all that the transform finds wrong
 */
export async function serverless(
  template: Template,
  text: string,
  given: Readonly<Record<string, string>>,
  stack: PlannedStack,
): Promise<string> {
  const names = await managedPolicyNames();
  const values = must(valuesOf(text));
  const { Transform: _transform, ...rest } = {
    ...values,
    ...loopsOf(template, given, stack),
  };
  const outcome = serverlessTransform(rest, {
    parameters: {
      ...given,
      "AWS::Region": stack.place.region,
      "AWS::Partition": "aws",
    },
    managedPolicyArn: (name) => names.get(name),
  });
  if (!outcome.ok)
    throw invalid(
      `Transform ${SERVERLESS} failed with: Invalid Serverless Application Specification document. Number of errors found: ${outcome.problems.length}. ${outcome.problems.join(" ")}`,
    );
  const others = template.transforms.filter((one) => one !== SERVERLESS);
  return JSON.stringify({
    ...outcome.template,
    ...(others.length > 0 ? { Transform: others } : {}),
  });
}

/** The sections that may have loops, where the template says that it has some. */
function loopsOf(
  template: Template,
  given: Readonly<Record<string, string>>,
  stack: PlannedStack,
): ObjectValue {
  if (!template.transforms.includes("AWS::LanguageExtensions")) return {};
  const parameters = must(bindParameters(template, given, stack.found));
  const { conditions, resources, outputs } = must(
    expandLoops(template, scopeBefore(parameters, stack, true)),
  );
  return { Conditions: conditions, Resources: resources, Outputs: outputs };
}

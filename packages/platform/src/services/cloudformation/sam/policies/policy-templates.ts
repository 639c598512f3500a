import type { ObjectValue, Value } from "@gatehouse/template";
import { invalidResource, listed } from "../problem.ts";
import { isObject, ref, sub } from "../values.ts";
import { POLICY_TEMPLATES, type Statement } from "./policy-template-data.ts";

const arnPattern = (rest: string): string => `arn:\${AWS::Partition}:${rest}`;

/** The name of a policy template, where a policy is one. */
export function policyTemplateIn(policy: Value): string | undefined {
  if (!isObject(policy)) return undefined;
  const [name, ...more] = Object.keys(policy);
  return name !== undefined &&
    more.length === 0 &&
    Object.hasOwn(POLICY_TEMPLATES, name)
    ? name
    : undefined;
}

/** The policy that a template and its parameters make. @throws SamProblem where parameters are missing */
export function policyFromTemplate(id: string, policy: ObjectValue): Value {
  const [[name, given] = ["", null]] = Object.entries(policy);
  const { parameters, statements } = POLICY_TEMPLATES[name] ?? {
    parameters: [],
    statements: [],
  };
  if (!isObject(given))
    throw invalidResource(
      id,
      `Must specify valid parameter values for policy template '${name}'`,
    );
  const missing = parameters.filter((one) => !Object.hasOwn(given, one));
  if (missing.length > 0)
    throw invalidResource(
      id,
      `Following required parameters of template '${name}' don't have values: ${listed(missing)}`,
    );
  return {
    Statement: statements.map((statement) =>
      statementOf(statement, parameters, given),
    ),
  };
}

function statementOf(
  { actions, resources, listed: asList, single }: Statement,
  parameters: readonly string[],
  given: ObjectValue,
): ObjectValue {
  const places = resources.map((one): Value => {
    if (one === "*") return one;
    const used = parameters.filter((name) =>
      one.includes(`\${${inner(name)}}`),
    );
    return sub(
      arnPattern(one),
      used.length === 0
        ? undefined
        : Object.fromEntries(
            used.map((name) => [inner(name), given[name] ?? ref(name)]),
          ),
    );
  });
  const [first = null] = places;
  return {
    Action: single ? (actions[0] ?? "") : actions,
    Effect: "Allow",
    Resource: asList || places.length > 1 ? places : first,
  };
}

/** Inside a policy its parameters begin with a small letter. */
const inner = (name: string): string =>
  name.slice(0, 1).toLowerCase() + name.slice(1);

import type { Place } from "../../../core/context.ts";
import type { Properties } from "../../../core/resource-type.ts";
import { dashed } from "./tables.ts";

/** A hook that everybody may activate under a name of their own. */
export interface PublicHook {
  readonly typeName: string;
  readonly description: string;
  /** What its configuration's `Properties` must be. */
  readonly properties: Properties;
  readonly required: readonly string[];
  readonly defaultName: string;
}

export const PUBLISHER = "aws-hooks";
export const PUBLIC_VERSION = "1.0.0";

const text = { type: "string", minLength: 1 };
const location = {
  anyOf: [
    { type: "string", pattern: "^s3://[^/]+/.+" },
    {
      type: "object",
      properties: { uri: text, versionId: text },
      required: ["uri"],
      additionalProperties: false,
    },
  ],
};

export const PUBLIC_HOOKS: readonly PublicHook[] = [
  {
    typeName: "AWS::Hooks::GuardHook",
    description: "Evaluates resources and stacks by Guard rules.",
    defaultName: "Private::Guard::Hook",
    properties: {
      ruleLocation: location,
      logBucket: text,
      options: {
        type: "object",
        properties: {
          inputParams: {
            anyOf: [
              location,
              { type: "array", items: location, minItems: 1, maxItems: 10 },
            ],
          },
        },
        additionalProperties: false,
      },
    },
    required: ["ruleLocation"],
  },
  {
    typeName: "AWS::Hooks::LambdaHook",
    description: "Evaluates resources and stacks by a Lambda function.",
    defaultName: "Private::Lambda::Hook",
    properties: { LambdaFunction: text },
    required: ["LambdaFunction"],
  },
];

export const publicHook = (typeName: string): PublicHook | undefined =>
  PUBLIC_HOOKS.find((hook) => hook.typeName === typeName);

export function publicHookArn(
  { region }: Pick<Place, "region">,
  typeName: string,
): string {
  return `arn:aws:cloudformation:${region}::type/hook/${PUBLISHER}/${dashed(typeName)}`;
}

/** The schema of a public hook, as DescribeType shows one. */
export function publicSchema(hook: PublicHook, typeName: string): object {
  const handler = { targetNames: ["*"], permissions: [] };
  return {
    typeName,
    description: hook.description,
    typeConfiguration: {
      properties: hook.properties,
      additionalProperties: false,
    },
    required: hook.required,
    handlers: { preCreate: handler, preUpdate: handler, preDelete: handler },
    additionalProperties: false,
  };
}

import type { ObjectValue, Value } from "@gatehouse/template";
import { generated, passedOn, type Generated } from "../generated.ts";
import { withParameters } from "../given-parameters.ts";
import { TRUSTS_LAMBDA } from "../policies/statements.ts";
import { awsPolicy, withPolicies, type Rights } from "../policies/role.ts";
import { invalidResource } from "../problem.ts";
import type { Translation } from "../translation.ts";
import {
  arnOf,
  branches,
  conditional,
  isNoValue,
  isObject,
  says,
} from "../values.ts";
import { functionTags } from "./lambda-function.ts";

/** What a function's own role may do, but for what its events need. @throws SamProblem */
export function functionRights(
  id: string,
  properties: ObjectValue,
  tracing: boolean,
  destinations: readonly ObjectValue[],
  { managedPolicyArn }: Translation,
): Rights {
  const basic = says(properties["DurableConfig"])
    ? "AWSLambdaBasicDurableExecutionRolePolicy"
    : "AWSLambdaBasicExecutionRole";
  const managed = [
    awsPolicy(`service-role/${basic}`),
    ...(tracing ? [awsPolicy("AWSXrayWriteOnlyAccess")] : []),
    ...(says(properties["VpcConfig"])
      ? [awsPolicy("service-role/AWSLambdaVPCAccessExecutionRole")]
      : []),
  ];
  return withPolicies(
    { managed, inline: [...deadLetters(properties), ...destinations] },
    id,
    properties["Policies"],
    managedPolicyArn,
  );
}

function deadLetters({ DeadLetterQueue }: ObjectValue): readonly ObjectValue[] {
  if (!isObject(DeadLetterQueue) || !says(DeadLetterQueue)) return [];
  return [
    {
      PolicyName: "DeadLetterQueuePolicy",
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Action:
              DeadLetterQueue["Type"] === "SQS"
                ? "sqs:SendMessage"
                : "sns:Publish",
            Resource: DeadLetterQueue["TargetArn"] ?? null,
            Effect: "Allow",
          },
        ],
      },
    },
  ];
}

/** The role that is made for a function. */
export function functionRole(
  id: string,
  resource: ObjectValue,
  properties: ObjectValue,
  { managed, inline }: Rights,
  condition: string | undefined,
): Generated {
  return generated(
    `${id}Role`,
    "AWS::IAM::Role",
    {
      AssumeRolePolicyDocument:
        properties["AssumeRolePolicyDocument"] ?? TRUSTS_LAMBDA,
      ManagedPolicyArns: managed,
      Policies: inline.length > 0 ? inline : undefined,
      Path: properties["RolePath"],
      PermissionsBoundary: properties["PermissionsBoundary"],
      Tags: functionTags(id, properties),
    },
    {
      ...passedOn(resource),
      ...(condition === undefined ? {} : { Condition: condition }),
    },
  );
}

/** The role that a function runs in, and whether, and under which condition, one is made for it. */
export interface ChosenRole {
  readonly role: Value;
  readonly made: boolean;
  readonly condition?: string;
}

/** @throws SamProblem */
export function chosenRole(
  id: string,
  { Role = null }: ObjectValue,
  { parameters, conditions }: Translation,
): ChosenRole {
  const own = arnOf(`${id}Role`);
  if (Role === null) return { role: own, made: true };
  if (!branches(Role)) return { role: Role, made: false };
  const choice = branches(withParameters(Role, parameters));
  if (!choice || choice === "malformed")
    throw invalidResource(
      id,
      "Malformed 'Role' property: Fn::If requires 3 arguments.",
    );
  const [condition, yes, no] = choice;
  if (isNoValue(yes) && isNoValue(no)) return { role: own, made: true };
  const given = { role: conditional(condition, yes, no), made: false };
  if (typeof condition !== "string") return given;
  if (isNoValue(yes))
    return { role: conditional(condition, own, no), made: true, condition };
  if (!isNoValue(no)) return given;
  const negated = `NOT${condition}`;
  conditions.set(negated, { "Fn::Not": [{ Condition: condition }] });
  return {
    role: conditional(condition, yes, own),
    made: true,
    condition: negated,
  };
}

import type { ObjectValue, Value } from "@gatehouse/template";
import {
  generated,
  ownAttributes,
  passedOn,
  type Generated,
} from "../generated.ts";
import { withParameters } from "../given-parameters.ts";
import { suffixOf } from "../logical-id.ts";
import { sendingTo } from "../policies/statements.ts";
import { invalidResource, listed } from "../problem.ts";
import { mapAt } from "../properties.ts";
import type { Translation } from "../translation.ts";
import {
  arnOf,
  branches,
  conditional,
  isNoValue,
  ref,
  shown,
} from "../values.ts";
import type { Published } from "./version.ts";

/** How asynchronous calls go on, with queues and topics made for destinations that name none. */
export interface InvokeConfig {
  readonly resources: readonly Generated[];
  /** What the function's role needs for its destinations. */
  readonly policies: readonly ObjectValue[];
}

const TYPES = ["SQS", "SNS", "EventBridge", "Lambda", "S3Bucket"];

/** @throws SamProblem */
export function invokeConfig(
  id: string,
  resource: ObjectValue,
  given: ObjectValue,
  publishedAs: Published | undefined,
  translation: Translation,
): InvokeConfig {
  const configId = `${id}EventInvokeConfig`;
  const config = withParameters(given, translation.parameters) as ObjectValue;
  const wanted = config["DestinationConfig"];
  const destinations = wanted
    ? mapAt(wanted, id, "EventInvokeConfig.DestinationConfig")
    : {};
  const made = ["OnSuccess", "OnFailure"]
    .filter((name) => (destinations[name] ?? null) !== null)
    .map((name) => {
      const path = `EventInvokeConfig.DestinationConfig.${name}`;
      const chosen = mapAt(destinations[name], id, path);
      return {
        name,
        ...destinationOf(
          chosen,
          `${configId}${name}`,
          configId,
          id,
          resource,
          translation,
        ),
      };
    });
  return {
    resources: [
      ...made.flatMap(({ extra }) => (extra ? [extra] : [])),
      generated(
        configId,
        "AWS::Lambda::EventInvokeConfig",
        {
          FunctionName: ref(id),
          Qualifier: publishedAs?.aliasName ?? "$LATEST",
          DestinationConfig: Object.fromEntries(
            made.map(({ name, arn }) => [name, { Destination: arn }]),
          ),
          MaximumEventAgeInSeconds: config["MaximumEventAgeInSeconds"],
          MaximumRetryAttempts: config["MaximumRetryAttempts"],
        },
        {
          DependsOn: publishedAs && [publishedAs.alias.id],
          ...ownAttributes(resource),
        },
      ),
    ],
    policies: made.flatMap(({ policy }) => (policy ? [policy] : [])),
  };
}

interface Destination {
  readonly arn: Value;
  readonly extra?: Generated;
  readonly policy: ObjectValue | undefined;
}

function destinationOf(
  { Type, Destination = null }: ObjectValue,
  destinationId: string,
  configId: string,
  id: string,
  resource: ObjectValue,
  translation: Translation,
): Destination {
  if (typeof Type !== "string" || !TYPES.includes(Type))
    throw invalidResource(
      id,
      `'Type: ${Type === undefined ? "None" : shown(Type)}' must be one of ${listed(TYPES)}`,
    );
  const open = openBranch(Destination, configId, translation);
  if (Destination !== null && !open)
    return {
      arn: Destination,
      policy: sendingTo(Type, Destination, destinationId),
    };
  if (Type !== "SQS" && Type !== "SNS")
    throw invalidResource(
      id,
      `Destination is required if Type is not ${listed(["SQS", "SNS"])}`,
    );
  const queue = Type === "SQS";
  const extraId = `${destinationId}${queue ? "Queue" : "Topic"}`;
  const extra = generated(
    extraId,
    queue ? "AWS::SQS::Queue" : "AWS::SNS::Topic",
    {},
    {
      ...passedOn(resource),
      Condition: bothConditions(
        resource["Condition"],
        open?.condition,
        id,
        translation,
      ),
    },
  );
  const own = queue ? arnOf(extraId) : ref(extraId);
  const arn = open ? conditional(open.condition, own, open.arn) : own;
  return { arn, extra, policy: sendingTo(Type, arn, destinationId) };
}

/** A destination that a condition leaves open, the condition under which it does, and what it is otherwise. */
function openBranch(
  destination: Value,
  configId: string,
  { conditions }: Translation,
): { readonly condition: string; readonly arn: Value } | undefined {
  const choice = branches(destination);
  if (choice === "malformed")
    throw invalidResource(
      configId,
      "Malformed 'Destination' property: Fn::If requires 3 arguments.",
    );
  if (!choice) return undefined;
  const [condition, yes, no] = choice;
  if (typeof condition !== "string" || isNoValue(yes) === isNoValue(no))
    return undefined;
  if (isNoValue(yes)) return { condition, arn: no };
  const negated = `NOT${condition}${suffixOf(configId)}`;
  conditions.set(negated, { "Fn::Not": [{ Condition: condition }] });
  return { condition: negated, arn: yes };
}

function bothConditions(
  own: Value | undefined,
  open: string | undefined,
  id: string,
  { conditions }: Translation,
): Value | undefined {
  if (typeof own !== "string") return open;
  if (open === undefined) return own;
  const name = `${own}AND${open}${suffixOf(id)}`;
  conditions.set(name, {
    "Fn::And": [{ Condition: own }, { Condition: open }],
  });
  return name;
}

import type { Value } from "@gatehouse/template";
import type { Generated } from "../generated.ts";
import { invalidEvent } from "../problem.ts";
import { checkProperties } from "../properties.ts";
import type { Translation } from "../translation.ts";
import { isObject, shown } from "../values.ts";
import { cloudWatchLogs } from "./cloudwatch-logs.ts";
import type { EventOutput, EventSource, EventTarget } from "./event.ts";
import { s3 } from "./s3.ts";
import { sns } from "./sns.ts";
import { sqs } from "./sqs.ts";

const SOURCES: Readonly<Record<string, EventSource>> = {
  CloudWatchLogs: cloudWatchLogs,
  S3: s3,
  SNS: sns,
  SQS: sqs,
};

/** Events that SAM knows, and the service that nothing here stands for. */
const NOT_OFFERED: Readonly<Record<string, string>> = {
  AlexaSkill: "Alexa",
  Api: "Amazon API Gateway",
  CloudWatchEvent: "Amazon EventBridge",
  Cognito: "Amazon Cognito",
  DocumentDB: "Amazon DocumentDB",
  DynamoDB: "Amazon DynamoDB",
  EventBridgeRule: "Amazon EventBridge",
  HttpApi: "Amazon API Gateway",
  IoTRule: "AWS IoT",
  Kinesis: "Amazon Kinesis",
  MQ: "Amazon MQ",
  MSK: "Amazon MSK",
  Schedule: "Amazon EventBridge",
  ScheduleV2: "Amazon EventBridge Scheduler",
  SelfManagedKafka: "Apache Kafka",
};

/** What a function's events become, and what its role may do for them. @throws SamProblem */
export function eventResources(
  target: EventTarget,
  events: Value | undefined,
  translation: Translation,
): EventOutput {
  const made: Generated[] = [];
  let { rights } = target;
  const sorted = Object.entries(isObject(events) ? events : {}).toSorted(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  for (const [eventId, event] of sorted) {
    const id = `${target.functionId}${eventId}`;
    const { Type, Properties = {} } = isObject(event) ? event : {};
    const source = sourceOf(target.functionId, eventId, Type);
    const properties = isObject(Properties) ? Properties : {};
    checkProperties(id, shown(Type), properties, source.properties);
    const output = source.make({
      ...target,
      rights,
      eventId,
      id,
      properties,
      translation,
    });
    made.push(...output.resources);
    rights = output.rights;
    for (const one of output.resources)
      if (one.type === "AWS::S3::Bucket")
        translation.resources.set(one.id, {
          Type: one.type,
          ...one.attributes,
          Properties: one.properties,
        });
  }
  return { resources: made, rights };
}

function sourceOf(
  functionId: string,
  eventId: string,
  type: Value | undefined,
): EventSource {
  const name = typeof type === "string" ? type : "None";
  const source = Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined;
  if (source) return source;
  throw invalidEvent(
    functionId,
    eventId,
    Object.hasOwn(NOT_OFFERED, name)
      ? `Events of type ${name} are not offered: ${NOT_OFFERED[name]} is not served.`
      : `Resource dict has missing or invalid value for key Type. Event Type is: ${name}.`,
  );
}

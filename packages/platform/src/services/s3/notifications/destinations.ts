import type { NotificationConfiguration } from "@aws-sdk/client-s3";

/** One destination of a bucket's notifications, whatever its kind. */
export interface Destination {
  readonly kind: "function" | "queue" | "topic";
  readonly id: string;
  readonly arn: string;
  /** As `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  /** Empty where the configuration has none. */
  readonly prefix: string;
  readonly suffix: string;
}

/** All destinations of a configuration. */
export function destinationsOf(
  configuration: NotificationConfiguration,
): readonly Destination[] {
  const {
    LambdaFunctionConfigurations: functions = [],
    QueueConfigurations: queues = [],
    TopicConfigurations: topics = [],
  } = configuration;
  return [
    ...functions.map((one) =>
      destination("function", one.LambdaFunctionArn, one),
    ),
    ...queues.map((one) => destination("queue", one.QueueArn, one)),
    ...topics.map((one) => destination("topic", one.TopicArn, one)),
  ];
}

function destination(
  kind: Destination["kind"],
  arn: string | undefined,
  {
    Id,
    Events,
    Filter,
  }: Pick<
    NonNullable<NotificationConfiguration["QueueConfigurations"]>[number],
    "Id" | "Events" | "Filter"
  >,
): Destination {
  const rule = (wanted: string): string =>
    Filter?.Key?.FilterRules?.find(({ Name }) => Name?.toLowerCase() === wanted)
      ?.Value ?? "";
  return {
    kind,
    id: Id ?? "",
    arn: arn ?? "",
    events: Events ?? [],
    prefix: rule("prefix"),
    suffix: rule("suffix"),
  };
}

/** Whether a destination is told of an event of a key. @param eventName as `ObjectCreated:Put` */
export function wants(
  { events, prefix, suffix }: Destination,
  eventName: string,
  key: string,
): boolean {
  return (
    key.startsWith(prefix) &&
    key.endsWith(suffix) &&
    events.some((pattern) => covers(pattern, `s3:${eventName}`))
  );
}

/** Whether an event type, which may end with `*`, stands for another. */
export function covers(pattern: string, type: string): boolean {
  return pattern.endsWith("*")
    ? type.startsWith(pattern.slice(0, -1))
    : pattern === type;
}

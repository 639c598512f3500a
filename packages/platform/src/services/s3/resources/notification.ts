import type {
  Event,
  FilterRule,
  NotificationConfiguration,
  QueueConfiguration,
} from "@aws-sdk/client-s3";

/** One destination as CloudFormation names it: its `Function`, `Queue` or `Topic`, and one event. */
type Destination = Readonly<Record<string, unknown>> & {
  readonly Event: string;
  readonly Filter?: {
    readonly S3Key: { readonly Rules: readonly FilterRule[] };
  };
};

interface NotificationProperty {
  readonly LambdaConfigurations?: readonly Destination[];
  readonly QueueConfigurations?: readonly Destination[];
  readonly TopicConfigurations?: readonly Destination[];
  readonly EventBridgeConfiguration?: { readonly EventBridgeEnabled: boolean };
}

/** The property `NotificationConfiguration` as S3 takes it; undefined turns notifications off. */
export function notificationOf(property: unknown): NotificationConfiguration {
  const {
    LambdaConfigurations,
    QueueConfigurations,
    TopicConfigurations,
    EventBridgeConfiguration,
  } = (property ?? {}) as NotificationProperty;
  return {
    ...(LambdaConfigurations
      ? {
          LambdaFunctionConfigurations: LambdaConfigurations.map((one) => ({
            ...wished(one),
            LambdaFunctionArn: one["Function"] as string,
          })),
        }
      : {}),
    ...(QueueConfigurations
      ? {
          QueueConfigurations: QueueConfigurations.map((one) => ({
            ...wished(one),
            QueueArn: one["Queue"] as string,
          })),
        }
      : {}),
    ...(TopicConfigurations
      ? {
          TopicConfigurations: TopicConfigurations.map((one) => ({
            ...wished(one),
            TopicArn: one["Topic"] as string,
          })),
        }
      : {}),
    ...(EventBridgeConfiguration?.EventBridgeEnabled
      ? { EventBridgeConfiguration: {} }
      : {}),
  };
}

/** S3's answer as the property; undefined where nobody is told of anything. */
export function shownNotification({
  LambdaFunctionConfigurations,
  QueueConfigurations,
  TopicConfigurations,
}: NotificationConfiguration): NotificationProperty | undefined {
  const shown = {
    ...several(
      "LambdaConfigurations",
      LambdaFunctionConfigurations?.flatMap((one) =>
        shownDestinations("Function", one.LambdaFunctionArn, one),
      ),
    ),
    ...several(
      "QueueConfigurations",
      QueueConfigurations?.flatMap((one) =>
        shownDestinations("Queue", one.QueueArn, one),
      ),
    ),
    ...several(
      "TopicConfigurations",
      TopicConfigurations?.flatMap((one) =>
        shownDestinations("Topic", one.TopicArn, one),
      ),
    ),
  };
  return Object.keys(shown).length > 0 ? shown : undefined;
}

interface Wished {
  readonly Events: Event[];
  readonly Filter?: { readonly Key: { readonly FilterRules: FilterRule[] } };
}

const wished = ({ Event: event, Filter }: Destination): Wished => ({
  Events: [event as Event],
  ...(Filter
    ? { Filter: { Key: { FilterRules: [...Filter.S3Key.Rules] } } }
    : {}),
});

/** S3 takes several events for one destination, CloudFormation one. */
function shownDestinations(
  member: string,
  arn: string | undefined,
  {
    Events = [],
    Filter,
  }: Pick<QueueConfiguration, "Filter"> & {
    readonly Events?: readonly Event[] | undefined;
  },
): Destination[] {
  const rules = Filter?.Key?.FilterRules;
  return Events.map((event) => ({
    Event: event,
    ...(rules ? { Filter: { S3Key: { Rules: rules } } } : {}),
    [member]: arn,
  }));
}

const several = (
  name: string,
  destinations: readonly Destination[] | undefined,
): Readonly<Record<string, readonly Destination[]>> =>
  destinations && destinations.length > 0 ? { [name]: destinations } : {};

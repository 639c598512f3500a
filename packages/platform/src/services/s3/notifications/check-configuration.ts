import type { NotificationConfiguration } from "@aws-sdk/client-s3";
import { parseArn } from "../../../core/arn.ts";
import { fault, type Fault } from "../../../core/errors.ts";
import { invalidArgument } from "../faults.ts";
import type { Bucket } from "../tables.ts";
import { covers, destinationsOf, type Destination } from "./destinations.ts";

const CONFIGURATIONS_AT_MOST = 100;
const LONGEST_VALUE = 1024;
const LONGEST_ID = 255;

const EVENTS: ReadonlySet<string> = new Set(
  [
    "ReducedRedundancyLostObject",
    "ObjectCreated:*",
    "ObjectCreated:Put",
    "ObjectCreated:Post",
    "ObjectCreated:Copy",
    "ObjectCreated:CompleteMultipartUpload",
    "ObjectRemoved:*",
    "ObjectRemoved:Delete",
    "ObjectRemoved:DeleteMarkerCreated",
    "ObjectRestore:*",
    "ObjectRestore:Post",
    "ObjectRestore:Completed",
    "ObjectRestore:Delete",
    "Replication:*",
    "Replication:OperationFailedReplication",
    "Replication:OperationNotTracked",
    "Replication:OperationMissedThreshold",
    "Replication:OperationReplicatedAfterThreshold",
    "LifecycleTransition",
    "IntelligentTiering",
    "ObjectAcl:Put",
    "LifecycleExpiration:*",
    "LifecycleExpiration:Delete",
    "LifecycleExpiration:DeleteMarkerCreated",
    "ObjectTagging:*",
    "ObjectTagging:Put",
    "ObjectTagging:Delete",
  ].map((name) => `s3:${name}`),
);

const RESOURCES: Readonly<
  Record<Destination["kind"], readonly [service: string, resource: RegExp]>
> = {
  function: [
    "lambda",
    /^function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_$-]{1,128})?$/,
  ],
  queue: ["sqs", /^[A-Za-z0-9_-]{1,80}(\.fifo)?$/],
  topic: ["sns", /^[A-Za-z0-9_-]{1,256}(\.fifo)?$/],
};

/**
 * Refuses a configuration that S3 would not take, whatever stands behind its destinations.
 * @throws Fault InvalidArgument, NotImplemented
 */
export function checkConfiguration(
  configuration: NotificationConfiguration,
  bucket: Bucket,
): void {
  if (configuration.EventBridgeConfiguration !== undefined)
    throw fault(
      "NotImplemented",
      "EventBridgeConfiguration is not built: there is no EventBridge to send events to.",
      501,
    );
  checkFilters(configuration);
  const destinations = destinationsOf(configuration);
  if (destinations.length > CONFIGURATIONS_AT_MOST)
    throw refused(
      `A bucket can have at most ${CONFIGURATIONS_AT_MOST} notification configurations.`,
    );
  const ids = destinations.map(({ id }) => id).filter((id) => id !== "");
  if (new Set(ids).size < ids.length)
    throw refused("Same ID used for multiple configurations.");
  for (const destination of destinations) check(destination, bucket);
  for (const [i, one] of destinations.entries())
    for (const other of destinations.slice(i + 1)) refuseOverlap(one, other);
}

function check(
  { kind, id, arn, events }: Destination,
  { region }: Bucket,
): void {
  if (id.length > LONGEST_ID)
    throw refused(`The ID can be ${LONGEST_ID} characters long.`);
  if (events.length === 0)
    throw refused("A notification configuration must name an event.");
  for (const event of events)
    if (!EVENTS.has(event))
      throw invalidArgument(
        "The event is not supported for notifications",
        "Event",
        event,
      );
  const [service, resource] = RESOURCES[kind];
  const parsed = parseArn(arn);
  if (parsed?.service !== service || !resource.test(parsed.resource))
    throw invalidArgument("The ARN is not well formed", ARGUMENTS[kind], arn);
  if (parsed.region !== region)
    throw invalidArgument(
      "The notification destination service region is not valid for the bucket location constraint",
      ARGUMENTS[kind],
      arn,
    );
  if (kind !== "function" && arn.endsWith(".fifo"))
    throw invalidArgument(
      "FIFO queues and topics are not supported as destinations of notifications",
      ARGUMENTS[kind],
      arn,
    );
}

const ARGUMENTS = { function: "CloudFunction", queue: "Queue", topic: "Topic" };

function checkFilters(configuration: NotificationConfiguration): void {
  const rules = [
    ...(configuration.LambdaFunctionConfigurations ?? []),
    ...(configuration.QueueConfigurations ?? []),
    ...(configuration.TopicConfigurations ?? []),
  ].map(({ Filter }) => Filter?.Key?.FilterRules ?? []);
  for (const filter of rules) {
    const names = filter.map(({ Name = "" }) => Name.toLowerCase());
    for (const name of names)
      if (name !== "prefix" && name !== "suffix")
        throw invalidArgument(
          "filter rule name must be either prefix or suffix",
          "FilterRule.Name",
          name,
        );
    for (const name of ["prefix", "suffix"])
      if (names.filter((one) => one === name).length > 1)
        throw refused(`Cannot specify more than one ${name} rule in a filter.`);
    for (const { Value = "" } of filter)
      if (Buffer.byteLength(Value) > LONGEST_VALUE)
        throw refused(
          `Size of filter rule value cannot exceed ${LONGEST_VALUE} bytes in UTF-8 representation`,
        );
  }
}

/** One event of one key goes to one destination. */
function refuseOverlap(one: Destination, other: Destination): void {
  const shared = one.events.some((event) =>
    other.events.some(
      (another) => covers(event, another) || covers(another, event),
    ),
  );
  if (!shared) return;
  if (!(
    one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)
  ))
    return;
  if (!(one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix)))
    return;
  const filtered = [one, other].some(
    ({ prefix, suffix }) => prefix + suffix !== "",
  );
  throw refused(
    filtered
      ? "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type."
      : "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
  );
}

const refused = (message: string): Fault =>
  fault("InvalidArgument", message, 400);

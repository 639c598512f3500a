import type { Context } from "../../core/context.ts";
import { checkedDeliveryPolicy } from "./delivery/retry-policy.ts";
import { storablePolicy } from "./topic-policy.ts";
import type { TopicRow } from "./tables.ts";
import { invalid } from "./topic.ts";

/** What each settable attribute of a topic may hold; a reason where it may not. */
const CHECKS: Readonly<
  Record<string, (value: string, fifo: boolean) => string | undefined>
> = {
  DisplayName: (value) => (value.length > 100 ? "DisplayName" : undefined),
  DeliveryPolicy: (value) => checkedDeliveryPolicy(value, "topic"),
  SignatureVersion: oneOf("SignatureVersion", "1", "2"),
  // Tracing of a topic's own is not built: it passes on what the message brings.
  TracingConfig: oneOf("TracingConfig", "PassThrough"),
  ContentBasedDeduplication: ofFifo(
    oneOf("ContentBasedDeduplication", "true", "false"),
  ),
  // Terraform sets these for every topic; without a role there is nothing of which a share could be logged.
  ...Object.fromEntries(
    ["HTTP", "Lambda", "SQS", "Firehose", "Application"].map((protocol) => [
      `${protocol}SuccessFeedbackSampleRate`,
      (value: string) =>
        /^(100|\d{1,2})$/.test(value) ? undefined : "SuccessFeedbackSampleRate",
    ]),
  ),
  FifoThroughputScope: ofFifo(
    oneOf("FifoThroughputScope", "Topic", "MessageGroup"),
  ),
};

/**
 * A topic with one attribute set; an empty value takes it back to its default.
 * @throws Fault InvalidParameter
 */
export async function withAttribute(
  topic: TopicRow,
  topicArn: string,
  name: string,
  value: string,
  ctx: Context,
): Promise<TopicRow> {
  if (name === "Policy") {
    const { policy: _gone, ...rest } = topic;
    return value === ""
      ? rest
      : { ...topic, policy: await storablePolicy(value, topicArn, ctx) };
  }
  const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
  // Taking back what cannot be set changes nothing.
  if (!check && value === "" && NOT_BUILT.test(name)) return topic;
  if (!check)
    throw invalid(
      NOT_BUILT.test(name)
        ? `AttributeName Reason: ${name} is not offered`
        : "AttributeName",
    );
  const { [name]: _old, ...others } = topic.attributes;
  if (value === "") return { ...topic, attributes: others };
  const reason = check(value, topic.fifo);
  if (reason !== undefined) throw invalid(reason);
  return { ...topic, attributes: { ...others, [name]: value } };
}

const NOT_BUILT =
  /^(KmsMasterKeyId|ArchivePolicy|DataProtectionPolicy|\w+FeedbackRoleArn)$/;

function oneOf(name: string, ...values: readonly string[]) {
  return (value: string): string | undefined =>
    values.includes(value)
      ? undefined
      : `${name} Reason: ${value} is not one of ${values.join(", ")}`;
}

function ofFifo(check: (value: string) => string | undefined) {
  return (value: string, fifo: boolean): string | undefined =>
    fifo ? check(value) : "Attribute is only valid for FIFO topics";
}

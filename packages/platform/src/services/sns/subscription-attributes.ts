import { FilterPolicyLimitExceededException } from "@aws-sdk/client-sns";
import { parseArn } from "../../core/arn.ts";
import { fault } from "../../core/errors.ts";
import { checkedDeliveryPolicy } from "./delivery/retry-policy.ts";
import { filterProblem } from "./filter.ts";
import { invalid } from "./topic.ts";

interface Subscribing {
  readonly protocol: string;
  readonly fifoTopic: boolean;
}

/** What each settable attribute of a subscription may hold; a reason where it may not. */
const CHECKS: Readonly<
  Record<string, (value: string, of: Subscribing) => string | undefined>
> = {
  FilterPolicy: (value) => (value === "{}" ? undefined : filterProblem(value)),
  FilterPolicyScope: (value) =>
    /^Message(Attributes|Body)$/.test(value)
      ? undefined
      : "FilterPolicyScope: Invalid value",
  RawMessageDelivery: (value, { protocol }) =>
    protocol === "lambda"
      ? "Delivery protocol [lambda] does not support raw message delivery."
      : /^(true|false)$/i.test(value)
        ? undefined
        : "RawMessageDelivery: Invalid value",
  DeliveryPolicy: (value, { protocol }) =>
    protocol.startsWith("http")
      ? checkedDeliveryPolicy(value, "subscription")
      : `Delivery protocol [${protocol}] does not support delivery policies`,
  RedrivePolicy: (value, { fifoTopic }) => redriveProblem(value, fifoTopic),
};

const NOT_BUILT = /^(ReplayPolicy|SubscriptionRoleArn)$/;

/**
 * Attributes with one set; an empty value takes it back.
 * @throws Fault InvalidParameter, FilterPolicyLimitExceeded
 */
export function withSubscriptionAttribute(
  attributes: Readonly<Record<string, string>>,
  name: string,
  value: string,
  of: Subscribing,
): Readonly<Record<string, string>> {
  const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
  if (!check)
    throw invalid(
      NOT_BUILT.test(name)
        ? `AttributeName Reason: ${name} is not offered`
        : "AttributeName",
    );
  const { [name]: _old, ...others } = attributes;
  if (value === "") return others;
  const reason = check(value, of);
  if (reason?.endsWith("too complex"))
    throw fault(FilterPolicyLimitExceededException, reason);
  if (reason !== undefined) throw invalid(reason);
  const kept = name === "RawMessageDelivery" ? value.toLowerCase() : value;
  return { ...others, [name]: kept };
}

function redriveProblem(text: string, fifoTopic: boolean): string | undefined {
  let policy: { deadLetterTargetArn?: unknown } | null;
  try {
    policy = JSON.parse(text) as typeof policy;
  } catch {
    return "RedrivePolicy: failed to parse JSON.";
  }
  const target = policy?.deadLetterTargetArn;
  if (typeof target !== "string" || parseArn(target)?.service !== "sqs")
    return "RedrivePolicy: deadLetterTargetArn is an invalid arn.";
  if (target.endsWith(".fifo") !== fifoTopic)
    return fifoTopic
      ? "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO topic"
      : "RedrivePolicy: must use a standard queue as DLQ for a standard topic";
  return undefined;
}

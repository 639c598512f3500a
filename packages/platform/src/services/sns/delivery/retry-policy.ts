/** How often and how soon a delivery that failed is tried again; times in seconds (SNS guide, "Message delivery retries"). */
export interface RetryPolicy {
  readonly minDelayTarget: number;
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly numMaxDelayRetries: number;
  readonly backoffFunction:
    "linear" | "arithmetic" | "geometric" | "exponential";
}

/** What HTTP endpoints get where nothing else is said. */
export const HTTP_DEFAULT: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  numMaxDelayRetries: 0,
  backoffFunction: "linear",
};

/** What functions and queues get: tried again for 23 days. */
export const MANAGED: RetryPolicy = {
  minDelayTarget: 1,
  maxDelayTarget: 20,
  numRetries: 100_015,
  numNoDelayRetries: 3,
  numMinDelayRetries: 2,
  numMaxDelayRetries: 100_000,
  backoffFunction: "exponential",
};

/**
 * Seconds to wait before the next try, once `failures` deliveries have failed; undefined when none is left. The
 * four phases follow each other: at once, after the least delay, backing off, after the greatest delay.
 */
export function delayAfter(
  policy: RetryPolicy,
  failures: number,
): number | undefined {
  const {
    numRetries,
    numNoDelayRetries: immediate,
    numMinDelayRetries: early,
    numMaxDelayRetries: late,
    minDelayTarget: least,
    maxDelayTarget: most,
  } = policy;
  if (failures > numRetries) return undefined;
  if (failures <= immediate) return 0;
  if (failures <= immediate + early) return least;
  const steps = Math.max(numRetries - immediate - early - late, 0);
  const step = failures - immediate - early;
  if (step > steps) return most;
  const share = steps === 1 ? 1 : (step - 1) / (steps - 1);
  return Math.round(
    least + (most - least) * GROWTH[policy.backoffFunction](share),
  );
}

/** How far between the two delays a share of the way is. */
const GROWTH: Readonly<
  Record<RetryPolicy["backoffFunction"], (share: number) => number>
> = {
  linear: (share) => share,
  arithmetic: (share) => (share * (share + 1)) / 2,
  geometric: (share) => share ** 2,
  exponential: (share) => (2 ** (10 * share) - 1) / 1023,
};

/** The retry policy of an HTTP subscription: its own, else its topic's, else the default. */
export function httpRetryPolicy(
  topicPolicy: string | undefined,
  subscriptionPolicy: string | undefined,
): RetryPolicy {
  const own = subscriptionPolicy && healthy(JSON.parse(subscriptionPolicy));
  const http = topicPolicy
    ? (JSON.parse(topicPolicy) as { http?: TopicPart }).http
    : undefined;
  const shared = http?.defaultHealthyRetryPolicy;
  const asked = http?.disableSubscriptionOverrides || !own ? shared : own;
  return { ...HTTP_DEFAULT, ...asked };
}

/** Why a delivery policy cannot be one; undefined where it can. */
export function checkedDeliveryPolicy(
  text: string,
  of: "topic" | "subscription",
): string | undefined {
  const reason = (why: string) => `DeliveryPolicy: ${why}`;
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return reason("failed to parse JSON.");
  }
  const retry =
    of === "topic"
      ? (policy as { http?: TopicPart } | null)?.http?.defaultHealthyRetryPolicy
      : healthy(policy);
  if (retry === undefined) return undefined;
  const { numRetries, minDelayTarget, maxDelayTarget, ...phases } = {
    ...HTTP_DEFAULT,
    ...retry,
  };
  if (!within(numRetries, 0, 100))
    return reason("healthyRetryPolicy.numRetries must be between 0 and 100");
  if (!within(minDelayTarget, 1, 3600))
    return reason(
      "healthyRetryPolicy.minDelayTarget must be between 1 and 3600",
    );
  if (!within(maxDelayTarget, minDelayTarget, 3600))
    return reason(
      "healthyRetryPolicy.maxDelayTarget must be at least minDelayTarget and at most 3600",
    );
  const { numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries } = phases;
  const phased = [numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries];
  if (
    !phased.every((count) => within(count, 0, 100)) ||
    phased.reduce((sum, count) => sum + count, 0) > numRetries
  )
    return reason(
      "healthyRetryPolicy's phases must not have more retries than numRetries",
    );
  if (!Object.hasOwn(GROWTH, phases.backoffFunction))
    return reason(
      "healthyRetryPolicy.backoffFunction must be linear, arithmetic, geometric or exponential",
    );
  return undefined;
}

interface TopicPart {
  readonly defaultHealthyRetryPolicy?: Partial<RetryPolicy>;
  readonly disableSubscriptionOverrides?: boolean;
}

function healthy(policy: unknown): Partial<RetryPolicy> | undefined {
  return (
    (policy as { healthyRetryPolicy?: Partial<RetryPolicy> } | null)
      ?.healthyRetryPolicy ?? undefined
  );
}

function within(value: unknown, least: number, most: number): boolean {
  return (
    Number.isInteger(value) &&
    (value as number) >= least &&
    (value as number) <= most
  );
}

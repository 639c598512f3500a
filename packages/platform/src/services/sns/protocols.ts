import { parseArn } from "../../core/arn.ts";
import { invalid } from "./topic.ts";

/** What an endpoint of each protocol must look like. */
const ENDPOINTS: Readonly<Record<string, (endpoint: string) => boolean>> = {
  http: (endpoint) => isUrl(endpoint, "http:"),
  https: (endpoint) => isUrl(endpoint, "https:"),
  sqs: (endpoint) => isArnOf("sqs", endpoint),
  lambda: (endpoint) => isArnOf("lambda", endpoint),
};

const NOT_BUILT = /^(email|email-json|sms|application|firehose)$/;

/** Refuses what nothing can be delivered to. @throws Fault InvalidParameter */
export function checkEndpoint(
  protocol: string,
  endpoint: string | undefined,
  fifoTopic: boolean,
): asserts endpoint is string {
  if (NOT_BUILT.test(protocol))
    throw invalid(
      `Protocol Reason: ${protocol} is not offered; http, https, lambda and sqs are`,
    );
  const fits = Object.hasOwn(ENDPOINTS, protocol)
    ? ENDPOINTS[protocol]
    : undefined;
  if (!fits)
    throw invalid("Does not support this protocol string: " + protocol);
  if (endpoint === undefined || !fits(endpoint))
    throw invalid(
      protocol === "sqs"
        ? "SQS endpoint ARN"
        : protocol === "lambda"
          ? "Lambda endpoint ARN"
          : `Endpoint must match the specified protocol`,
    );
  if (fifoTopic && protocol !== "sqs")
    throw invalid(
      "Invalid protocol type: FIFO topics can only be subscribed by queues",
    );
  if (!fifoTopic && endpoint.endsWith(".fifo") && protocol === "sqs")
    throw invalid(
      "Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
    );
}

/** The account that an endpoint belongs to; undefined for those outside AWS. */
export function accountOf(
  protocol: string,
  endpoint: string,
): string | undefined {
  return protocol === "sqs" || protocol === "lambda"
    ? parseArn(endpoint)?.accountId
    : undefined;
}

function isUrl(text: string, scheme: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === scheme;
}

function isArnOf(service: string, text: string): boolean {
  const arn = parseArn(text);
  return (
    arn?.service === service &&
    /^\d{12}$/.test(arn.accountId) &&
    arn.resource !== ""
  );
}

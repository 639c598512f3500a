import {
  InvalidParameterException,
  NotFoundException,
} from "@aws-sdk/client-sns";
import { parseArn } from "../../core/arn.ts";
import type { NeedsContext, Place } from "../../core/context.ts";
import { fault, type Fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { topics, type TopicRow } from "./tables.ts";

/** A topic that a request names. */
export interface FoundTopic {
  readonly topicArn: string;
  readonly place: Place;
  readonly topic: TopicRow;
}

/** @throws Fault InvalidParameter for what is no topic's ARN, NotFound */
export async function topicOf(
  topicArn: string | undefined,
  ctx: Pick<NeedsContext, "table">,
): Promise<FoundTopic> {
  const named = namedTopic(topicArn ?? "");
  if (!named) throw invalid("TopicArn");
  const topic = await ctx.table(topics, named.place).get(named.name);
  if (!topic) throw fault(NotFoundException, "Topic does not exist");
  return { topicArn: topicArn ?? "", place: named.place, topic };
}

/** The place and name in a topic's ARN; undefined for any other text. */
export function namedTopic(
  topicArn: string,
): { place: Place; name: string } | undefined {
  const {
    service,
    accountId = "",
    region = "",
    resource = "",
  } = parseArn(topicArn) ?? {};
  return service === "sns" && /^[\w-]{1,256}(\.fifo)?$/.test(resource)
    ? { place: { accountId, region }, name: resource }
    : undefined;
}

/** The permission for an action on a topic, with its tags as keys. */
export async function onTopic(
  action: string,
  topicArn: string | undefined,
  ctx: NeedsContext,
  keys: NonNullable<Need["keys"]> = {},
): Promise<readonly Need[]> {
  const named = namedTopic(topicArn ?? "");
  if (!named) throw invalid("TopicArn");
  const topic = await ctx.table(topics, named.place).get(named.name);
  return [
    allow(`sns:${action}`, topicArn ?? "", {
      ...resourceTagKeys(topic?.tags),
      ...sourceOwner(ctx),
      ...keys,
    }),
  ];
}

/** A service publishes in the name of an account, which the default policy of topics asks for. */
const sourceOwner = ({ caller }: NeedsContext): NonNullable<Need["keys"]> =>
  caller.type === "AWSService" ? { "aws:SourceOwner": caller.accountId } : {};

/** SNS's refusal of a parameter. */
export const invalid = (what: string): Fault =>
  fault(InvalidParameterException, `Invalid parameter: ${what}`);

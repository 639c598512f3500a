import {
  ResourceNotFoundException,
  TagLimitExceededException,
  type Tag,
} from "@aws-sdk/client-sns";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { topics } from "./tables.ts";
import { invalid, namedTopic, type FoundTopic } from "./topic.ts";

const TAGS_AT_MOST = 50;

type Tags = Readonly<Record<string, string>>;

/** Tags with further ones. @throws Fault TagLimitExceeded, InvalidParameter */
export function tagged(tags: Tags, given: readonly Tag[]): Tags {
  if (given.some(({ Key = "" }) => /^aws:/i.test(Key)))
    throw invalid(
      "Tag Reason: aws: prefixed tag key names are not allowed for external use",
    );
  const all = {
    ...tags,
    ...Object.fromEntries(
      given.map(({ Key = "", Value = "" }) => [Key, Value] as const),
    ),
  };
  if (Object.keys(all).length > TAGS_AT_MOST)
    throw fault(
      TagLimitExceededException,
      "Could not complete request: tag quota of per resource exceeded",
    );
  return all;
}

/** The topic whose tags a request is about. @throws Fault InvalidParameter, ResourceNotFound */
export async function taggedTopic(
  topicArn: string,
  ctx: Context,
): Promise<FoundTopic> {
  const named = namedTopic(topicArn);
  if (!named) throw invalid("ResourceArn");
  const topic = await ctx.table(topics, named.place).get(named.name);
  if (!topic) throw fault(ResourceNotFoundException, "Resource does not exist");
  return { topicArn, place: named.place, topic };
}

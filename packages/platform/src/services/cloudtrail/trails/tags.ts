import {
  InvalidTagParameterException,
  TagsLimitExceededException,
  type Tag,
} from "@aws-sdk/client-cloudtrail";
import { fault } from "../../../core/errors.ts";
import type { Tags } from "../../../core/identity/tables.ts";

const TAGS_AT_MOST = 50;

/** A trail's tags with more. @throws Fault InvalidTagParameterException, TagsLimitExceededException */
export function withTags(tags: Tags, more: readonly Tag[] = []): Tags {
  const all: Record<string, string> = { ...tags };
  for (const { Key = "", Value = "" } of more) {
    if (/^aws:/i.test(Key) || Key.length > 128 || Value.length > 256)
      throw fault(InvalidTagParameterException, `The tag ${Key} is not valid.`);
    all[Key] = Value;
  }
  if (Object.keys(all).length > TAGS_AT_MOST)
    throw fault(
      TagsLimitExceededException,
      `A trail can have ${TAGS_AT_MOST} tags.`,
    );
  return all;
}

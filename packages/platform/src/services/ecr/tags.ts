import {
  InvalidTagParameterException,
  TooManyTagsException,
  type Tag,
} from "@aws-sdk/client-ecr";
import { fault } from "../../core/errors.ts";

const TAGS_AT_MOST = 50;

type Tags = Readonly<Record<string, string>>;

/** Tags with further ones. @throws Fault InvalidTagParameter, TooManyTags */
export function tagged(tags: Tags, given: readonly Tag[]): Tags {
  if (given.some(({ Key = "" }) => /^aws:/i.test(Key)))
    throw fault(
      InvalidTagParameterException,
      "Invalid parameter at 'tags' failed to satisfy constraint: 'Tag keys cannot begin with aws:'",
    );
  const all = {
    ...tags,
    ...Object.fromEntries(
      given.map(({ Key = "", Value = "" }) => [Key, Value]),
    ),
  };
  if (Object.keys(all).length > TAGS_AT_MOST)
    throw fault(
      TooManyTagsException,
      `The number of tags on a repository cannot exceed ${TAGS_AT_MOST}.`,
    );
  return all;
}

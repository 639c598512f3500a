import {
  InvalidInputException,
  LimitExceededException,
  type Tag,
} from "@aws-sdk/client-iam";
import { fault } from "../../core/errors.ts";
import type { Tags } from "../../core/identity/tables.ts";
import type { Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";

const TAGS_AT_MOST = 50;

/** The tags of something new. */
export function newTags(given: readonly Tag[] | undefined): Tags {
  return tagged({}, given ?? []);
}

/** IAM compares the keys of tags without regard to case: a tag given anew replaces the one it equals. */
export function tagged(tags: Tags, given: readonly Tag[]): Tags {
  const keys = given.map(({ Key = "" }) => Key);
  if (new Set(keys.map(fold)).size < keys.length)
    throw fault(
      InvalidInputException,
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
  if (keys.some((key) => fold(key).startsWith("aws:")))
    throw fault(
      InvalidInputException,
      "Caller is an end user and not allowed to mutate system tags.",
    );
  const next = Object.fromEntries([
    ...Object.entries(untagged(tags, keys)),
    ...given.map(({ Key = "", Value = "" }) => [Key, Value] as const),
  ]);
  if (Object.keys(next).length > TAGS_AT_MOST)
    throw fault(
      LimitExceededException,
      `The number of tags has reached the maximum limit.`,
    );
  return next;
}

/** Tags without those of the given keys. */
export function untagged(tags: Tags, keys: readonly string[]): Tags {
  const gone = new Set(keys.map(fold));
  return Object.fromEntries(
    Object.entries(tags).filter(([key]) => !gone.has(fold(key))),
  );
}

/** Tags as IAM lists them. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Left out of an answer where there are none, as IAM does. */
export function tagsIfAny(tags: Tags): { Tags?: ReturnType<typeof tagList> } {
  const Tags = tagList(tags);
  return Tags.length === 0 ? {} : { Tags };
}

/** A user's or role's tags go by IAM's own name too; those of policies and instance profiles do not. */
export function principalTagKeys(
  tags: Tags | undefined,
): NonNullable<Need["keys"]> {
  return {
    ...resourceTagKeys(tags),
    ...resourceTagKeys(tags, "iam:ResourceTag"),
  };
}

const fold = (key: string): string => key.toLowerCase();

import type { Tag } from "@aws-sdk/client-s3";
import { fault, type Fault } from "../../core/errors.ts";
import type { Tags } from "../../core/identity/tables.ts";

const MOST_ON_OBJECT = 10;
const MOST_ON_BUCKET = 50;

/** Tags from the `x-amz-tagging` header: a query string. @throws Fault InvalidTag, BadRequest */
export function tagsInHeader(header: string | undefined): Tags {
  if (header === undefined || header === "") return {};
  const pairs = [...new URLSearchParams(header)];
  return objectTags(pairs.map(([Key, Value]) => ({ Key, Value })));
}

/** An object's tags, at most 10. @throws Fault InvalidTag, BadRequest */
export function objectTags(given: readonly Partial<Tag>[] | undefined): Tags {
  return checked(given ?? [], MOST_ON_OBJECT, "Object");
}

/** A bucket's tags, at most 50. @throws Fault InvalidTag, BadRequest */
export function bucketTags(given: readonly Partial<Tag>[] | undefined): Tags {
  return checked(given ?? [], MOST_ON_BUCKET, "Bucket");
}

/** Tags as answers carry them. */
export function tagSet(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function checked(
  given: readonly Partial<Tag>[],
  most: number,
  of: string,
): Tags {
  if (given.length > most)
    throw fault("BadRequest", `${of} tags cannot be greater than ${most}`, 400);
  const tags = new Map<string, string>();
  for (const { Key = "", Value = "" } of given) {
    if (Key === "" || Key.length > 128 || !ALLOWED.test(Key))
      throw invalidTag("The TagKey you have provided is invalid", Key);
    if (Value.length > 256 || !ALLOWED.test(Value))
      throw invalidTag("The TagValue you have provided is invalid", Key);
    if (Key.startsWith("aws:"))
      throw invalidTag("System tags cannot be added/updated by requester", Key);
    if (tags.has(Key))
      throw invalidTag("Cannot provide multiple Tags with the same key", Key);
    tags.set(Key, Value);
  }
  return Object.fromEntries(tags);
}

const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const invalidTag = (message: string, key: string): Fault =>
  fault("InvalidTag", message, 400, { TagKey: key });

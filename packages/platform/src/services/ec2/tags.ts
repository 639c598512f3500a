import type { Tag, TagSpecification } from "@aws-sdk/client-ec2";
import type { NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { Tags } from "../../core/network/tables.ts";
import { allow, type Need } from "../../core/operation.ts";
import { requestTagKeys } from "../../core/tag-keys.ts";
import { arnOf } from "./kind.ts";

const TAGS_AT_MOST = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

type Specifications = readonly TagSpecification[] | undefined;

/** What making a tagged resource needs: the call itself on what is not there yet, and the right to tag it with that call. */
export function making(
  action: string,
  kind: { readonly type: string },
  specifications: Specifications,
  ctx: NeedsContext,
): readonly Need[] {
  const tags = tagsFor(kind.type, specifications);
  const arn = arnOf(kind, "*", ctx);
  const keys = { "ec2:Region": ctx.region, ...requestTagKeys(tags) };
  return [
    allow(`ec2:${action}`, arn, keys),
    ...(tags.length > 0
      ? [allow("ec2:CreateTags", arn, { ...keys, "ec2:CreateAction": action })]
      : []),
  ];
}

/**
 * The tags that a request gives to the kind of resource that it makes.
 * @throws Fault InvalidParameterValue for other kinds, and as {@link withTags}
 */
export function newTags(type: string, specifications: Specifications): Tags {
  for (const { ResourceType } of specifications ?? [])
    if (ResourceType !== type)
      throw fault(
        "InvalidParameterValue",
        `'${ResourceType ?? ""}' is not a valid taggable resource type for this operation.`,
        400,
      );
  return withTags({}, tagsFor(type, specifications));
}

/**
 * Tags with those that a request brings.
 * @throws Fault InvalidParameterValue, TagLimitExceeded
 */
export function withTags(tags: Tags, given: readonly Tag[]): Tags {
  const keys = new Set<string>();
  for (const { Key = "", Value = "" } of given) {
    checkTag(Key, Value);
    if (keys.has(Key))
      throw fault(
        "InvalidParameterValue",
        `Duplicate tag key '${Key}' specified.`,
        400,
      );
    keys.add(Key);
  }
  const next = {
    ...tags,
    ...Object.fromEntries(
      given.map(({ Key = "", Value = "" }) => [Key, Value]),
    ),
  };
  if (Object.keys(next).length > TAGS_AT_MOST)
    throw fault(
      "TagLimitExceeded",
      `More than ${TAGS_AT_MOST} tags specified`,
      400,
    );
  return next;
}

/** Tags as EC2 lists them. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function checkTag(key: string, value: string): void {
  if (key === "" || key.length > LONGEST_KEY || value.length > LONGEST_VALUE)
    throw fault(
      "InvalidParameterValue",
      key === ""
        ? "Tag keys cannot be empty."
        : `Tag ${key.length > LONGEST_KEY ? "key" : "value"} exceeds the maximum length of ${key.length > LONGEST_KEY ? LONGEST_KEY : LONGEST_VALUE} characters`,
      400,
    );
  if (/^aws:/i.test(key))
    throw fault(
      "InvalidParameterValue",
      `Value ( ${key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`,
      400,
    );
}

function tagsFor(type: string, specifications: Specifications): readonly Tag[] {
  return (specifications ?? [])
    .filter(({ ResourceType }) => ResourceType === type)
    .flatMap(({ Tags = [] }) => Tags);
}

import {
  InvalidResourceId,
  InvalidResourceType,
  TooManyTagsError,
  type Tag,
} from "@aws-sdk/client-ssm";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { arn } from "../../core/arn.ts";
import { findParameter, onParameter, type Found } from "./parameter.ts";
import { invalid } from "./refusal.ts";

const TAGS_AT_MOST = 50;

type Tags = Readonly<Record<string, string>>;

/** Tags with further ones. @throws Fault ValidationException, TooManyTagsError */
export function tagged(tags: Tags, given: readonly Tag[]): Tags {
  if (given.some(({ Key = "" }) => /^aws:/i.test(Key)))
    throw invalid("aws: prefixed tag key names are not allowed.");
  const all = {
    ...tags,
    ...Object.fromEntries(
      given.map(({ Key = "", Value = "" }) => [Key, Value]),
    ),
  };
  if (Object.keys(all).length > TAGS_AT_MOST)
    throw fault(
      TooManyTagsError,
      `The number of tags exceeds the maximum of ${TAGS_AT_MOST}.`,
    );
  return all;
}

/** What a request about tags names. */
export interface TaggedResource {
  readonly ResourceType: string | undefined;
  readonly ResourceId: string | undefined;
}

/** The permission for an action on the tags of a parameter. */
export async function onTagged(
  action: string,
  { ResourceType, ResourceId = "" }: TaggedResource,
  ctx: NeedsContext,
  keys: NonNullable<Need["keys"]> = {},
): Promise<readonly Need[]> {
  return ResourceType === "Parameter"
    ? [await onParameter(action, ResourceId, ctx, keys)]
    : [allow(`ssm:${action}`, arn("ssm", ctx, `*/${ResourceId}`), keys)];
}

/** The parameter whose tags a request is about. @throws Fault InvalidResourceType for all else that AWS tags, InvalidResourceId */
export async function taggedParameter(
  { ResourceType, ResourceId = "" }: TaggedResource,
  ctx: Context,
): Promise<Found> {
  if (ResourceType !== "Parameter")
    throw fault(
      InvalidResourceType,
      `${ResourceType ?? ""} is not a valid resource type: of those of Systems Manager, only Parameter is built.`,
    );
  const found = await findParameter(ResourceId, ctx);
  if (!found || found.selector !== undefined)
    throw fault(
      InvalidResourceId,
      `The resource ID "${ResourceId}" is not valid. Verify that you entered the correct ID and try again.`,
    );
  return found;
}

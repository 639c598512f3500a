import type { Tag } from "@aws-sdk/client-organizations";
import type { NeedsContext } from "../../core/context.ts";
import { organizationNodes } from "../../core/identity/organization.ts";
import type { Tags } from "../../core/identity/tables.ts";
import type { Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { invalidInput, violates } from "./faults.ts";

const TAGS_AT_MOST = 50;

/** Tags with further ones; Organizations' tag keys are compared to the letter. @throws Fault InvalidInputException, ConstraintViolationException */
export function tagged(tags: Tags, given: readonly Tag[] = []): Tags {
  const keys = given.map(({ Key = "" }) => Key);
  if (new Set(keys).size < keys.length)
    throw invalidInput(
      "DUPLICATE_TAG_KEY",
      "You can't have two tags with the same key.",
    );
  if (keys.some((key) => key.toLowerCase().startsWith("aws:")))
    throw invalidInput(
      "INVALID_SYSTEM_TAGS_PARAMETER",
      "You can't add, edit, or delete system tag keys.",
    );
  const all = {
    ...tags,
    ...Object.fromEntries(
      given.map(({ Key = "", Value = "" }) => [Key, Value] as const),
    ),
  };
  if (Object.keys(all).length > TAGS_AT_MOST)
    throw violates(
      "MAX_TAG_LIMIT_EXCEEDED",
      "You have exceeded the number of tags allowed on this resource.",
    );
  return all;
}

/** The tags of a root, a unit or an account as condition keys. */
export async function tagsOf(
  id: string,
  ctx: NeedsContext,
): Promise<NonNullable<Need["keys"]>> {
  const node = await ctx.table(organizationNodes).get(id);
  return resourceTagKeys(node?.tags);
}

/** Tags as Organizations lists them. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

import {
  InvalidParameterException,
  ResourceNotFoundException,
  TooManyTagsException,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { Tags } from "../../core/identity/tables.ts";
import { groupOfArn, type GroupPlace } from "./log-arn.ts";
import { logGroups, type LogGroup } from "./tables.ts";

const TAGS_AT_MOST = 50;

/** A group with further tags. @throws Fault TooManyTagsException, InvalidParameterException */
export function tagged(group: LogGroup, given: Tags): LogGroup {
  if (Object.keys(given).some((key) => /^aws:/i.test(key)))
    throw fault(
      InvalidParameterException,
      "Tag keys starting with 'aws:' are reserved for system use.",
    );
  const tags = { ...group.tags, ...given };
  if (Object.keys(tags).length > TAGS_AT_MOST)
    throw fault(
      TooManyTagsException,
      `A resource can have at most ${TAGS_AT_MOST} tags.`,
      { resourceName: group.logGroupName },
    );
  return { ...group, tags };
}

/** A group without some tags; keys that it does not have are no error. */
export function untagged(group: LogGroup, keys: readonly string[]): LogGroup {
  const tags = Object.fromEntries(
    Object.entries(group.tags).filter(([key]) => !keys.includes(key)),
  );
  return { ...group, tags };
}

/** The group that a tagging request names by its ARN. @throws Fault InvalidParameterException, ResourceNotFoundException */
export async function groupByArn(
  ctx: Context,
  resourceArn: string,
): Promise<{ place: GroupPlace; group: LogGroup }> {
  const place = groupOfArn(resourceArn);
  if (!place || resourceArn.endsWith(":*"))
    throw fault(
      InvalidParameterException,
      `${resourceArn} is not the ARN of a log group. Give it without a trailing ":*".`,
    );
  const group = await ctx.table(logGroups, place).get(place.logGroupName);
  if (!group)
    throw fault(
      ResourceNotFoundException,
      "The specified resource does not exist.",
    );
  return { place, group };
}

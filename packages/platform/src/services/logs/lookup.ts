import { ResourceNotFoundException } from "@aws-sdk/client-cloudwatch-logs";
import type { NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import type { GroupPlace } from "./log-arn.ts";
import {
  logGroups,
  logStreams,
  type LogGroup,
  type LogStream,
} from "./tables.ts";

/** A group that must exist. @throws Fault ResourceNotFoundException */
export async function existingGroup(
  ctx: NeedsContext,
  name: string | GroupPlace,
): Promise<LogGroup> {
  const group =
    typeof name === "string"
      ? await ctx.table(logGroups).get(name)
      : await ctx.table(logGroups, name).get(name.logGroupName);
  if (!group)
    throw fault(
      ResourceNotFoundException,
      "The specified log group does not exist.",
    );
  return group;
}

/** A stream that must exist. @throws Fault ResourceNotFoundException */
export async function existingStream(
  ctx: NeedsContext,
  place: GroupPlace,
  { id }: LogGroup,
  logStreamName: string,
): Promise<LogStream> {
  const stream = await ctx.table(logStreams, place).get(id, logStreamName);
  if (!stream)
    throw fault(
      ResourceNotFoundException,
      "The specified log stream does not exist.",
    );
  return stream;
}

/** The condition keys of a group's tags: `aws:ResourceTag/key`. */
export async function groupTagKeys(
  ctx: NeedsContext,
  name: string | GroupPlace,
): Promise<NonNullable<Need["keys"]>> {
  const group =
    typeof name === "string"
      ? await ctx.table(logGroups).get(name)
      : await ctx.table(logGroups, name).get(name.logGroupName);
  return resourceTagKeys(group?.tags);
}

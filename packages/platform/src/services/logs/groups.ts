import type { Context } from "../../core/context.ts";
import { hexadecimal } from "../../core/random.ts";
import type { LogGroup, LogStream } from "./tables.ts";

/** A new group, not yet stored. */
export function newGroup(ctx: Context, logGroupName: string): LogGroup {
  return { logGroupName, id: hexadecimal(16), createdAt: ctx.now(), tags: {} };
}

/** A new stream of a group, not yet stored. */
export function newStream(
  ctx: Context,
  { id: groupId }: LogGroup,
  logStreamName: string,
): LogStream {
  return { groupId, logStreamName, id: hexadecimal(16), createdAt: ctx.now() };
}

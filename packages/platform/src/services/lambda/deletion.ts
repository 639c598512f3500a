import type { Context } from "../../core/context.ts";
import { event } from "../../core/event.ts";
import { endEnvironments } from "./invocation/runner.ts";

/** A function (its unqualified ARN), or one of its versions, was deleted. */
export const deleted = event<{ arn: string }>("lambda.Deleted");

/** What was kept warm for a deleted function is of no more use. */
export async function forget(
  { arn }: { arn: string },
  ctx: Context,
): Promise<void> {
  await endEnvironments(ctx.platform, arn);
}

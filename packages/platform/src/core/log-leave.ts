import { arn } from "./arn.ts";
import type { Context, Place } from "./context.ts";

/** That a role may write a log. */
export interface LogLeave {
  /** Whether a group that is missing may be made. */
  readonly createsGroup: boolean;
}

/** Whether whoever calls in a context may write a group's log; undefined where not. Nothing of the question is recorded. */
export async function logLeave(
  logGroup: string,
  at: Place,
  asRole: Context,
): Promise<LogLeave | undefined> {
  const group = arn("logs", at, `log-group:${logGroup}`);
  const streams = `${group}:log-stream:*`;
  const writes =
    (await asRole.permits("logs:CreateLogStream", streams)) &&
    (await asRole.permits("logs:PutLogEvents", streams));
  if (!writes) return undefined;
  return {
    createsGroup: await asRole.permits(
      "logs:CreateLogGroup",
      `${group}:log-stream:`,
    ),
  };
}

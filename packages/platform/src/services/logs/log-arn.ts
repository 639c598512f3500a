import { InvalidParameterException } from "@aws-sdk/client-cloudwatch-logs";
import { arn, parseArn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";

/** A group's ARN as tagging names it, without the trailing `:*`. */
export function groupArn(at: Place, logGroupName: string): string {
  return arn("logs", at, `log-group:${logGroupName}`);
}

/** The resource that actions on a group are judged by: AWS writes an empty stream name behind the group. */
export function groupResource(at: Place, logGroupName = ""): string {
  return `${groupArn(at, logGroupName)}:log-stream:`;
}

export function streamArn(
  at: Place,
  logGroupName: string,
  logStreamName: string,
): string {
  return `${groupArn(at, logGroupName)}:log-stream:${logStreamName}`;
}

/** A log group and the account's Region that it is in. */
export interface GroupPlace extends Place {
  readonly logGroupName: string;
}

/**
 * The group that a request names by `logGroupName`, or by `logGroupIdentifier`, which takes an ARN too.
 * @throws Fault InvalidParameterException unless exactly one is given
 */
export function namedGroup(
  {
    logGroupName,
    logGroupIdentifier,
  }: {
    logGroupName?: string | undefined;
    logGroupIdentifier?: string | undefined;
  },
  { accountId, region }: Place,
): GroupPlace {
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined))
    throw fault(
      InvalidParameterException,
      "Specify exactly one of logGroupName and logGroupIdentifier.",
    );
  return (
    groupOfArn(logGroupIdentifier ?? "") ?? {
      accountId,
      region,
      logGroupName: logGroupName ?? logGroupIdentifier ?? "",
    }
  );
}

/** The group that an ARN names, with or without the trailing `:*`; undefined for other texts. */
export function groupOfArn(text: string): GroupPlace | undefined {
  const parsed = parseArn(text);
  const logGroupName = /^log-group:([^:]+)(:\*)?$/.exec(
    parsed?.resource ?? "",
  )?.[1];
  if (parsed?.service !== "logs" || logGroupName === undefined)
    return undefined;
  const { accountId, region } = parsed;
  return { accountId, region, logGroupName };
}

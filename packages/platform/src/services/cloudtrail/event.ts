import type { Event } from "@aws-sdk/client-cloudtrail";
import type { AuditRecord } from "../../core/audit.ts";
import { resourcesOf } from "./resources.ts";

/** A record as LookupEvents answers it: a summary, and the whole record as JSON. */
export function lookedUp(record: AuditRecord): Event {
  const username = usernameOf(record);
  const accessKeyId = record.userIdentity["accessKeyId"];
  return {
    EventId: record.eventID,
    EventName: record.eventName,
    ReadOnly: String(record.readOnly),
    ...(typeof accessKeyId === "string" ? { AccessKeyId: accessKeyId } : {}),
    EventTime: new Date(wholeSeconds(record.eventTime)),
    EventSource: record.eventSource,
    ...(username === undefined ? {} : { Username: username }),
    Resources: resourcesOf(record).map(({ type, name }) => ({
      ResourceType: type,
      ResourceName: name,
    })),
    CloudTrailEvent: JSON.stringify(recordEvent(record)),
  };
}

/** The record in CloudTrail's own shape: times are ISO text in whole seconds, and resources spell `ARN`. */
export function recordEvent(record: AuditRecord): Record<string, unknown> {
  const { operation: _, eventTime, resources, ...event } = record;
  const time = new Date(wholeSeconds(eventTime)).toISOString();
  return {
    ...reordered(event, time.replace(".000Z", "Z")),
    ...(resources
      ? {
          resources: resources.map(({ arn, accountId, type }) => ({
            ...(accountId === undefined ? {} : { accountId }),
            type,
            ARN: arn,
          })),
        }
      : {}),
  };
}

/** Users by name, sessions by the session's name, `root`; services have none. */
export function usernameOf({ userIdentity }: AuditRecord): string | undefined {
  const { type, userName, arn } = userIdentity;
  if (typeof userName === "string") return userName;
  if (type === "Root") return "root";
  return type === "AssumedRole" && typeof arn === "string"
    ? arn.split("/").at(-1)
    : undefined;
}

/** The members in the order in which CloudTrail writes them. */
function reordered(
  {
    eventVersion,
    userIdentity,
    ...rest
  }: Omit<AuditRecord, "eventTime" | "operation" | "resources">,
  eventTime: string,
): Record<string, unknown> {
  return { eventVersion, userIdentity, eventTime, ...rest };
}

function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

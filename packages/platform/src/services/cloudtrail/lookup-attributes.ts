import {
  InvalidLookupAttributesException,
  type LookupAttributeKey,
} from "@aws-sdk/client-cloudtrail";
import type { AuditRecord } from "../../core/audit.ts";
import { fault } from "../../core/errors.ts";
import { usernameOf } from "./event.ts";
import { resourcesOf } from "./resources.ts";

type Values = (record: AuditRecord) => readonly (string | undefined)[];

/** What a record has under each attribute that events are looked up by. */
const VALUES: Readonly<Record<LookupAttributeKey, Values>> = {
  AccessKeyId: ({ userIdentity }) => [textOf(userIdentity["accessKeyId"])],
  EventId: ({ eventID }) => [eventID],
  EventName: ({ eventName }) => [eventName],
  EventSource: ({ eventSource }) => [eventSource],
  ReadOnly: ({ readOnly }) => [String(readOnly)],
  ResourceName: (record) => resourcesOf(record).map(({ name }) => name),
  ResourceType: (record) => resourcesOf(record).map(({ type }) => type),
  Username: (record) => [usernameOf(record)],
};

/**
 * The test that lookup attributes ask for. AWS takes one; all must hold where there are more.
 * @throws Fault InvalidLookupAttributesException
 */
export function lookupTest(
  attributes: readonly {
    AttributeKey: LookupAttributeKey | undefined;
    AttributeValue: string | undefined;
  }[],
): (record: AuditRecord) => boolean {
  const tests = attributes.map(({ AttributeKey, AttributeValue }) => {
    const values = AttributeKey && VALUES[AttributeKey];
    if (
      !values ||
      AttributeValue === undefined ||
      !isFit(AttributeKey, AttributeValue)
    )
      throw fault(
        InvalidLookupAttributesException,
        `The lookup attribute ${AttributeKey} does not take the value ${AttributeValue}.`,
      );
    return (record: AuditRecord) => values(record).includes(AttributeValue);
  });
  return (record) => tests.every((test) => test(record));
}

function isFit(key: LookupAttributeKey, value: string): boolean {
  return key === "ReadOnly"
    ? value === "true" || value === "false"
    : value !== "";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

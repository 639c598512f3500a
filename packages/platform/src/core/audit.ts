import { table } from "./table.ts";

/** A CloudTrail record as it is stored; LookupEvents writes it out as JSON. */
export interface AuditRecord {
  readonly eventVersion: string;
  readonly userIdentity: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  readonly eventTime: number;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly resources?: readonly {
    readonly arn: string;
    readonly type: string;
    readonly accountId?: string;
  }[];
  readonly eventType: string;
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  readonly eventCategory: "Management" | "Data";
  readonly tlsDetails?: {
    readonly tlsVersion: string;
    readonly cipherSuite: string;
    readonly clientProvidedHostHeader?: string;
  };
  /** The API's name of the operation, where `eventName` is spelt otherwise; not part of CloudTrail's record. */
  readonly operation: string;
}

/** What every account's callers did in a Region, in order of time. */
export const auditTrail = table<AuditRecord>()({
  name: "core.audit",
  scope: "region",
  key: ({ eventTime, eventID }) => [eventTime, eventID],
});

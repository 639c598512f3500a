import type { Place } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import { table } from "../../../core/table.ts";

/** What is set for asynchronous calls of a function, a version or an alias. */
export interface EventInvokeConfigRow {
  readonly functionName: string;
  /** `$LATEST` where the function was named without a qualifier. */
  readonly qualifier: string;
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeInSeconds?: number;
  /** ARNs. */
  readonly onSuccess?: string;
  readonly onFailure?: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export const eventInvokeConfigs = table<EventInvokeConfigRow>()({
  name: "lambda.event-invoke-configs",
  scope: "region",
  key: ({ functionName, qualifier }) => [functionName, qualifier],
});

/** Environments that a version, or an alias's versions, are to have ready ahead of calls. */
export interface ProvisionedRow extends Place {
  readonly functionName: string;
  /** A version's number or an alias. */
  readonly qualifier: string;
  readonly requested: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** Of all accounts, for a platform that starts provides what is set anywhere. */
export const provisionedConcurrency = table<ProvisionedRow>()({
  name: "lambda.provisioned-concurrency",
  scope: "global",
  key: ({ accountId, region, functionName, qualifier }) => [
    accountId,
    region,
    functionName,
    qualifier,
  ],
});

/** What a function is to have ready has changed, or which versions its aliases mean. */
export const provisioningChanged = event<Place & { functionName: string }>(
  "lambda.ProvisioningChanged",
);

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

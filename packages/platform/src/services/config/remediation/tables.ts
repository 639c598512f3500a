import type { RemediationConfiguration } from "@aws-sdk/client-config-service";
import { arn } from "../../../core/arn.ts";
import type { Caller } from "../../../core/caller.ts";
import type { Place } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import { table } from "../../../core/table.ts";
import { idOf } from "../tables.ts";

/** What is done about resources that a rule finds wrong. */
export interface RemediationRow {
  readonly rule: string;
  readonly configuration: RemediationConfiguration;
  /** Names this state of it: what was begun for an earlier one is void. */
  readonly revision: string;
}

/** The last time something was done about a resource. Times are milliseconds since the epoch. */
export interface ExecutionRow {
  readonly rule: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly state: "QUEUED" | "SUCCEEDED" | "FAILED";
  readonly invokedAt: number;
  readonly updatedAt: number;
  readonly error?: string;
}

export const remediations = table<RemediationRow>()({
  name: "config.remediations",
  scope: "region",
  key: ({ rule }) => [rule],
});

export const executions = table<ExecutionRow>()({
  name: "config.remediation-executions",
  scope: "region",
  key: ({ rule, resourceType, resourceId }) => [rule, resourceType, resourceId],
});

/** A resource that is not remedied by itself. Times are milliseconds since the epoch. */
export interface ExceptionRow {
  readonly rule: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly message?: string;
  /** When it ends by itself. */
  readonly endsAt?: number;
}

export const exceptions = table<ExceptionRow>()({
  name: "config.remediation-exceptions",
  scope: "region",
  key: ({ rule, resourceType, resourceId }) => [rule, resourceType, resourceId],
});

/** Something is to be done about a resource. */
export interface RemediationDue {
  readonly rule: string;
  /** Of the remediation that it is done by; none where an exception ends, and what is still wrong is begun with. */
  readonly revision?: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly invokedAt: number;
  /** Who asked for it; nobody where it comes by itself. */
  readonly caller?: Caller;
  /** How often it was tried before. */
  readonly attempts: number;
}
export const remediationDue = event<RemediationDue>("config.RemediationDue", {
  lane: ({ rule }) => rule,
});

export const remediationArnOf = (place: Place, rule: string): string =>
  arn(
    "config",
    place,
    `remediation-configuration/${idOf(place, "remediation", rule)}`,
  );

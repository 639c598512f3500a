import type { SamplingRule } from "@aws-sdk/client-xray";
import { arn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import { event } from "../../core/event.ts";
import { table } from "../../core/table.ts";

/** Times in these rows are milliseconds since the epoch. */
export interface TraceRow {
  readonly traceId: string;
  /** As its id tells: to the second. */
  readonly createdAt: number;
  /** The earliest start of a segment. */
  readonly startedAt: number;
  /** The latest arrival of a segment. */
  readonly receivedAt: number;
  /** Bytes of its documents. */
  readonly size: number;
  /** Counts the changes. */
  readonly revision: number;
  /** Segments were refused because the trace was too large. */
  readonly limitExceeded?: true;
}

/** A segment, or a subsegment that was sent by itself. */
export interface SegmentRow {
  readonly traceId: string;
  readonly id: string;
  /** JSON text, as it was sent. */
  readonly document: string;
}

export interface SamplingRuleRow {
  readonly name: string;
  readonly rule: Omit<SamplingRule, "RuleARN" | "RuleName">;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly tags: Tags;
}

export type Tags = Readonly<Record<string, string>>;

/** What the SDKs reported of a rule lately. */
export interface SamplingReportsRow {
  readonly ruleName: string;
  readonly windows: readonly SamplingWindow[];
  /** When each client was last heard, by its id. */
  readonly clients: Readonly<Record<string, number>>;
}

export interface SamplingWindow {
  /** Its start. */
  readonly at: number;
  readonly requests: number;
  readonly sampled: number;
  readonly borrowed: number;
}

export interface GroupRow {
  readonly name: string;
  /** The last segment of its ARN. */
  readonly id: string;
  readonly filterExpression?: string;
  readonly tags: Tags;
}

/** That a sweep of a place's traces is on its way. */
export interface SweepRow {
  readonly dueAt: number;
}

export const traces = table<TraceRow>()({
  name: "xray.traces",
  scope: "region",
  key: ({ traceId }) => [traceId],
  indexes: {
    byId: ({ createdAt, traceId }) => [[createdAt, traceId]],
    byStart: ({ startedAt, traceId }) => [[startedAt, traceId]],
  },
});

export const segments = table<SegmentRow>()({
  name: "xray.segments",
  scope: "region",
  key: ({ traceId, id }) => [traceId, id],
});

export const samplingRules = table<SamplingRuleRow>()({
  name: "xray.sampling-rules",
  scope: "region",
  key: ({ name }) => [name],
});

export const samplingReports = table<SamplingReportsRow>()({
  name: "xray.sampling-reports",
  scope: "region",
  key: ({ ruleName }) => [ruleName],
});

export const groups = table<GroupRow>()({
  name: "xray.groups",
  scope: "region",
  key: ({ name }) => [name],
});

export const sweeps = table<SweepRow>()({
  name: "xray.sweeps",
  scope: "region",
  key: () => ["traces"],
});

/** Traces past their time are to be deleted; a sweep that is not the one its row tells of is none. */
export const sweepDue = event<SweepRow>("xray.SweepDue");

export function samplingRuleArn(at: Place, name: string): string {
  return arn("xray", at, `sampling-rule/${name}`);
}

export function groupArn(at: Place, { name, id }: GroupRow): string {
  return arn("xray", at, `group/${name}/${id}`);
}

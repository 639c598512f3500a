import { arn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import { event } from "../../core/event.ts";
import { table } from "../../core/table.ts";

/** A policy being written from what a principal did. Times are milliseconds since the epoch. */
export interface PolicyGenerationRow {
  readonly jobId: string;
  readonly principalArn: string;
  /** Makes lists of the newest first. */
  readonly startedAt: number;
  readonly status: "IN_PROGRESS" | "SUCCEEDED" | "FAILED" | "CANCELED";
  readonly completedAt?: number;
  /** The time that the request is about, and the trails it named. */
  readonly trail?: {
    readonly startTime: number;
    readonly endTime: number;
    readonly trails: readonly {
      readonly cloudTrailArn: string;
      readonly regions?: readonly string[];
      readonly allRegions?: boolean;
    }[];
  };
  /** What the principal did, as far as the policy needs it. */
  readonly permissions?: readonly UsedPermission[];
  readonly failure?: string;
  readonly clientToken?: string;
}

/** One action on one resource, as it was used. */
export interface UsedPermission {
  readonly action: string;
  readonly resource: string;
}

export const policyGenerations = table<PolicyGenerationRow>()({
  name: "access-analyzer.policy-generations",
  scope: "region",
  key: ({ jobId }) => [jobId],
  indexes: {
    byPrincipal: ({ principalArn, jobId }) => [[principalArn, jobId]],
  },
});

export const generationStarted = event<{ jobId: string }>(
  "access-analyzer.GenerationStarted",
);

/** An analyzer: what it looks for, and where. */
export interface AnalyzerRow {
  readonly name: string;
  readonly type: "ACCOUNT" | "ACCOUNT_UNUSED_ACCESS";
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Days without use that make access unused. */
  readonly unusedAccessAge?: number;
  readonly lastAnalyzed?: { readonly resource: string; readonly at: number };
}

export const analyzers = table<AnalyzerRow>()({
  name: "access-analyzer.analyzers",
  scope: "region",
  key: ({ name }) => [name],
});

/** `arn:aws:access-analyzer:REGION:ACCOUNT:analyzer/NAME`. */
export const analyzerArn = (place: Place, name: string): string =>
  arn("access-analyzer", place, `analyzer/${name}`);

import type { FindingType, ResourceType } from "@aws-sdk/client-accessanalyzer";
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
}

export const analyzers = table<AnalyzerRow>()({
  name: "access-analyzer.analyzers",
  scope: "region",
  key: ({ name }) => [name],
});

/** `arn:aws:access-analyzer:REGION:ACCOUNT:analyzer/NAME`. */
export const analyzerArn = (place: Place, name: string): string =>
  arn("access-analyzer", place, `analyzer/${name}`);

/** What an analyzer found. Times are milliseconds since the epoch. */
export interface FindingRow {
  readonly analyzer: string;
  readonly id: string;
  readonly resource: string;
  readonly resourceType: ResourceType;
  readonly findingType: FindingType;
  readonly status: "ACTIVE" | "ARCHIVED" | "RESOLVED";
  readonly createdAt: number;
  readonly analyzedAt: number;
  readonly updatedAt: number;
  readonly details: readonly FindingDetail[];
}

/** One detail, as the API's union of the same name tells it. */
export type FindingDetail =
  | {
      readonly kind: "external";
      readonly principal: Readonly<Record<string, string>>;
      readonly actions: readonly string[];
      readonly condition: Readonly<Record<string, string>>;
      readonly isPublic: boolean;
    }
  | { readonly kind: "role"; readonly lastAccessed?: number }
  | {
      readonly kind: "key";
      readonly accessKeyId: string;
      readonly lastAccessed?: number;
    }
  | { readonly kind: "password" }
  | {
      readonly kind: "permission";
      readonly service: string;
      readonly lastAccessed?: number;
      /** Where the service was used: its actions that were not. */
      readonly actions?: readonly string[];
    };

export const findings = table<FindingRow>()({
  name: "access-analyzer.findings",
  scope: "region",
  key: ({ analyzer, id }) => [analyzer, id],
});

import { createHash } from "node:crypto";
import type {
  ComplianceType,
  EvaluationMode,
  EvaluationStatus,
  MaximumExecutionFrequency,
  ResourceDetails,
  Scope,
  Source,
} from "@aws-sdk/client-config-service";
import { arn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import { event } from "../../core/event.ts";
import { table } from "../../core/table.ts";

/** Times in these rows are milliseconds since the epoch. */
export interface RuleRow {
  readonly name: string;
  readonly id: string;
  readonly description?: string;
  readonly scope?: Scope;
  readonly source: Source;
  /** JSON text of an object. */
  readonly inputParameters?: string;
  readonly frequency?: MaximumExecutionFrequency;
  readonly modes: readonly EvaluationMode[];
  /** The service that made it, as `config-conforms.amazonaws.com`: others do not change it. */
  readonly createdBy?: string;
  readonly createdAt: number;
  /** Names this state of the rule: what was scheduled for an earlier one is void. */
  readonly revision: string;
}

/** How a rule's evaluations went. */
export interface RuleStatusRow {
  readonly name: string;
  readonly invokedAt?: number;
  readonly invocationFailedAt?: number;
  readonly evaluatedAt?: number;
  readonly evaluationFailedAt?: number;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly debugLogAt?: number;
}

/** What a rule says of a recorded resource. */
export interface ResultRow {
  readonly rule: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly compliance: ComplianceType;
  readonly annotation?: string;
  /** The time of the state that was judged. */
  readonly orderedAt: number;
  readonly invokedAt: number;
  readonly recordedAt: number;
}

/** A verdict of one rule in a resource evaluation. */
export interface ProactiveResult {
  readonly rule: string;
  readonly compliance: ComplianceType;
  readonly annotation?: string;
  readonly invokedAt: number;
  readonly recordedAt: number;
}

export interface EvaluationRow {
  readonly id: string;
  readonly mode: EvaluationMode;
  readonly details: ResourceDetails;
  readonly context?: string;
  readonly status: EvaluationStatus["Status"];
  readonly failure?: string;
  readonly startedAt: number;
  readonly results: readonly ProactiveResult[];
  /** Functions that have not answered yet, by the names of their rules. */
  readonly awaited: readonly string[];
}

/** A request that may come again. */
export interface EvaluationTokenRow {
  readonly token: string;
  readonly digest: string;
  readonly evaluationId: string;
}

export interface TagsRow {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A rule's function is to be asked about a resource. */
export interface Asked {
  readonly rule: string;
  readonly revision: string;
  /** What the function is told happened, as JSON text. */
  readonly invokingEvent: string;
  readonly evaluationId?: string;
  readonly eventLeftScope?: boolean;
}
export const functionAsked = event<Asked>("config.FunctionAsked", {
  lane: ({ rule }) => rule,
});

/** A rule is to be asked about all that is recorded. */
export interface EvaluationDue {
  readonly rule: string;
  readonly revision: string;
  /** By its schedule: another evaluation follows. */
  readonly periodic?: boolean;
  /** Where the last part of it ended. */
  readonly after?: string;
}
export const evaluationDue = event<EvaluationDue>("config.EvaluationDue", {
  lane: ({ rule }) => rule,
});

/** A resource evaluation has had its time. */
export const evaluationEnded = event<{ id: string }>("config.EvaluationEnded");

/** A resource evaluation is kept no longer. */
export const evaluationForgotten = event<{ id: string; token?: string }>(
  "config.EvaluationForgotten",
);

export const rules = table<RuleRow>()({
  name: "config.rules",
  scope: "region",
  key: ({ name }) => [name],
});

export const ruleStatuses = table<RuleStatusRow>()({
  name: "config.rule-statuses",
  scope: "region",
  key: ({ name }) => [name],
});

export const results = table<ResultRow>()({
  name: "config.results",
  scope: "region",
  key: ({ rule, resourceType, resourceId }) => [rule, resourceType, resourceId],
  indexes: {
    byResource: ({ resourceType, resourceId, rule }) => [
      [resourceType, resourceId, rule],
    ],
  },
});

export const evaluations = table<EvaluationRow>()({
  name: "config.evaluations",
  scope: "region",
  key: ({ id }) => [id],
  indexes: { byTime: ({ startedAt, id }) => [[startedAt, id]] },
});

export const evaluationTokens = table<EvaluationTokenRow>()({
  name: "config.evaluation-tokens",
  scope: "region",
  key: ({ token }) => [token],
});

/** Tags of everything that Config has, by ARN. */
export const tagSets = table<TagsRow>()({
  name: "config.tags",
  scope: "region",
  key: ({ arn: of }) => [of],
});

/** An id follows from the name it stands for, so that a permission can name what is not there yet. */
export function idOf(place: Place, kind: string, name: string): string {
  const { accountId, region } = place;
  const digest = createHash("sha256")
    .update(JSON.stringify([accountId, region, kind, name]))
    .digest();
  return Array.from(
    { length: 8 },
    (_, i) => LETTERS[(digest[i] ?? 0) % LETTERS.length],
  ).join("");
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

export const ruleIdOf = (place: Place, name: string): string =>
  `config-rule-${idOf(place, "rule", name)}`;

export const ruleArnOf = (place: Place, name: string): string =>
  arn("config", place, `config-rule/${ruleIdOf(place, name)}`);

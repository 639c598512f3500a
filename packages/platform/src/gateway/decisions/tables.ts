import type {
  ContextValue,
  Decision,
  Policy,
  PolicySource,
  Principal,
} from "@gatehouse/authz";
import type { Caller } from "../../core/caller.ts";
import { table } from "../../core/table.ts";
import type { PolicySlots } from "./policy-slots.ts";

/** A denied call, or one that only passed because its caller is watched, with all that went into the decision. */
export interface KeptDecision {
  /** A time-ordered id: what the header `x-gatehouse-decision-id` and the CloudTrail record show. */
  readonly decisionId: string;
  /** Milliseconds since the epoch, by the platform's clock. */
  readonly at: number;
  /** The call's request id, and before it those of the calls between services that it led to. */
  readonly requestIds: readonly string[];
  readonly region: string;
  /** As `s3:GetObject`: the API's name, which need not be the action's. */
  readonly operation: string;
  /** False for a call that passed because its caller is set to audit-only. */
  readonly enforced: boolean;
  readonly message: string;
  readonly caller: Caller;
  /** The principal's ARN, a session's role: see `subjectArn`. */
  readonly principalArn: string;
  /** The permission that was denied, and those that would have been denied after it. */
  readonly questions: readonly KeptQuestion[];
}

/** One question as it was asked; policies stand by reference. */
export interface KeptQuestion {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount?: string;
  /** Condition keys by lower-cased name: those that the policies ask for, and those that every request has. */
  readonly context: Readonly<Record<string, ContextValue>>;
  readonly policies: PolicySlots<PolicyRef>;
  readonly decision: Decision;
}

/** A policy as it was at the time: where it stood, and its text by the text's SHA-256. */
export interface PolicyRef {
  readonly sha256: string;
  readonly source: PolicySource;
}

/** A policy's text, kept once for all decisions of an account that refer to it. */
export interface PolicyText {
  readonly sha256: string;
  readonly policy: Policy;
}

export const keptDecisions = table<KeptDecision>()({
  name: "core.decisions",
  scope: "account",
  key: ({ decisionId }) => [decisionId],
  indexes: {
    byRequest: ({ requestIds, decisionId }) =>
      requestIds.map((id) => [id, decisionId]),
    byPrincipal: ({ principalArn, decisionId }) => [[principalArn, decisionId]],
  },
});

export const policyTexts = table<PolicyText>()({
  name: "core.decision-policies",
  scope: "account",
  key: ({ sha256 }) => [sha256],
});

/** An account or a principal whose denied calls pass and are recorded. */
export interface AuditOnly {
  /** The account's id, or the unique id of a user or role: made again under its name, it is another. */
  readonly subject: string;
  /** The account's root ARN, or the principal's. */
  readonly arn: string;
  /** Set by the organization's management account, so that its policies let pass as well. */
  readonly organization: boolean;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** The ARN of who set it. */
  readonly setBy: string;
}

export const auditOnly = table<AuditOnly>()({
  name: "core.audit-only",
  scope: "account",
  key: ({ subject }) => [subject],
});

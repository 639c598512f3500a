import { arn } from "../../core/arn.ts";
import type { Caller } from "../../core/caller.ts";
import type { Place } from "../../core/context.ts";
import { event } from "../../core/event.ts";
import { table } from "../../core/table.ts";

/** Times in these rows are milliseconds since the epoch. */
export interface SigningProfileRow {
  readonly profileName: string;
  /** Ten letters and digits. */
  readonly profileVersion: string;
  readonly platformId: string;
  readonly validity: Validity;
  readonly signingParameters?: Readonly<Record<string, string>>;
  readonly status: "Active" | "Canceled" | "Revoked";
  readonly statusReason?: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly revocation?: {
    readonly effectiveFrom: number;
    readonly revokedAt: number;
    readonly revokedBy: string;
  };
  /** What other accounts and principals may do with the profile, in the order in which it was granted. */
  readonly permissions: readonly ProfilePermission[];
  /** Changes with every change of the permissions. */
  readonly permissionsRevision: string;
}

/** How long signatures hold. */
export interface Validity {
  readonly type: "DAYS" | "MONTHS" | "YEARS";
  readonly value: number;
}

export interface ProfilePermission {
  readonly statementId: string;
  readonly action: string;
  /** An account id, an ARN, or the unique id of a user or role. */
  readonly principal: string;
  readonly profileVersion?: string;
}

/** A signing job; it lives in the account that owns the profile, whoever started it. */
export interface SigningJobRow {
  readonly jobId: string;
  readonly profileName: string;
  readonly profileVersion: string;
  readonly platformId: string;
  /** The account of the profile, and the one that started the job. */
  readonly jobOwner: string;
  readonly jobInvoker: string;
  readonly region: string;
  /** ARN of the principal that started it. */
  readonly requestedBy: string;
  readonly source?: {
    readonly bucketName: string;
    readonly key: string;
    readonly version: string;
  };
  readonly destination?: {
    readonly bucketName: string;
    readonly prefix: string;
  };
  readonly signedKey?: string;
  readonly status: "InProgress" | "Failed" | "Succeeded";
  readonly statusReason: string;
  readonly createdAt: number;
  readonly completedAt?: number;
  readonly signatureExpiresAt: number;
  readonly revocation?: {
    readonly reason: string;
    readonly revokedAt: number;
    readonly revokedBy: string;
  };
}

/** The answer to a request token, so that a repeated request gets it again. */
export interface RequestTokenRow {
  readonly token: string;
  readonly jobId: string;
  readonly jobOwner: string;
}

/** Signs the package of a job, with the rights of whoever started it. */
export const jobStarted = event<{ jobId: string; caller: Caller }>(
  "signer.JobStarted",
);

export const signingProfiles = table<SigningProfileRow>()({
  name: "signer.profiles",
  scope: "region",
  key: ({ profileName }) => [profileName],
});

/** Global, because a job is known by its id to the account that owns it and to the one that started it. */
export const signingJobs = table<SigningJobRow>()({
  name: "signer.jobs",
  scope: "global",
  key: ({ jobId }) => [jobId],
  indexes: {
    byOwner: ({ jobOwner, region, createdAt, jobId }) => [
      [jobOwner, region, createdAt, jobId],
    ],
  },
});

export const requestTokens = table<RequestTokenRow>()({
  name: "signer.request-tokens",
  scope: "region",
  key: ({ token }) => [token],
});

export function profileArn(place: Place, profileName: string): string {
  return arn("signer", place, `/signing-profiles/${profileName}`);
}

export function profileVersionArn(
  place: Place,
  {
    profileName,
    profileVersion,
  }: Pick<SigningProfileRow, "profileName" | "profileVersion">,
): string {
  return `${profileArn(place, profileName)}/${profileVersion}`;
}

export function jobArn(place: Place, jobId: string): string {
  return arn("signer", place, `/signing-jobs/${jobId}`);
}

/** The place to which a job belongs. */
export function placeOf({ jobOwner, region }: SigningJobRow): Place {
  return { accountId: jobOwner, region };
}

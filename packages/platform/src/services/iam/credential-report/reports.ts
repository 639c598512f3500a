import { table } from "../../../core/table.ts";

/** An account's credential report: one at a time. */
export interface CredentialReport {
  /** Milliseconds since the epoch. */
  readonly generatedAt: number;
  /** CSV. */
  readonly content: string;
}

/** Not among the `iam.` tables: a report changes nothing of what anyone may do. */
export const credentialReports = table<CredentialReport>()({
  name: "iam-reports.credentials",
  scope: "account",
  key: () => ["account"],
});

/** AWS makes a report at most every four hours, and hands it out for as long. */
const LASTS = 4 * 3_600_000;

/** Whether a report may still be handed out. */
export const isCurrent = (
  { generatedAt }: CredentialReport,
  now: number,
): boolean => now - generatedAt <= LASTS;

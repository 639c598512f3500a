/** The columns of a credential report, in AWS's order (IAM user guide, "Understanding the report format"). */
export const COLUMNS = [
  "user",
  "arn",
  "user_creation_time",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "password_next_rotation",
  "mfa_active",
  "access_key_1_active",
  "access_key_1_last_rotated",
  "access_key_1_last_used_date",
  "access_key_1_last_used_region",
  "access_key_1_last_used_service",
  "access_key_2_active",
  "access_key_2_last_rotated",
  "access_key_2_last_used_date",
  "access_key_2_last_used_region",
  "access_key_2_last_used_service",
  "cert_1_active",
  "cert_1_last_rotated",
  "cert_2_active",
  "cert_2_last_rotated",
] as const;

/** One line of the report: a member for every column. */
export type ReportLine = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** The report as AWS writes it: lines end in LF, the last in none. */
export function csvOf(lines: readonly ReportLine[]): string {
  const rows = lines.map((line) =>
    COLUMNS.map((column) => quoted(line[column])).join(","),
  );
  return [COLUMNS.join(","), ...rows].join("\n");
}

/** Names of users may hold commas. */
const quoted = (text: string): string =>
  /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** A time as reports have it, to the second. */
export const reportTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");

import type {
  SamplingStatisticsDocument,
  SamplingTargetDocument,
} from "@aws-sdk/client-xray";
import type { SamplingReportsRow, SamplingRuleRow } from "./tables.ts";

/** Seconds between two reports of a client, and milliseconds for which its share of a reservoir is its own. */
export const INTERVAL = 10;
const HEARD_FOR = 2 * INTERVAL * 1000;
/** Reports are summed up in windows of this length, and kept for half an hour. */
const WINDOW = INTERVAL * 1000;
const WINDOWS_KEPT = 180;
const CLIENTS_AT_MOST = 1000;

/** A rule's reports with one more. `now` in milliseconds. */
export function withReport(
  known: SamplingReportsRow | undefined,
  report: SamplingStatisticsDocument,
  now: number,
): SamplingReportsRow {
  const at = Math.floor(now / WINDOW) * WINDOW;
  const windows = [...(known?.windows ?? [])];
  const last = windows.at(-1);
  const current =
    last?.at === at ? last : { at, requests: 0, sampled: 0, borrowed: 0 };
  if (last?.at === at) windows.pop();
  windows.push({
    at,
    requests: current.requests + (report.RequestCount ?? 0),
    sampled: current.sampled + (report.SampledCount ?? 0),
    borrowed: current.borrowed + (report.BorrowCount ?? 0),
  });
  const heard = Object.entries(known?.clients ?? {})
    .filter(([, since]) => since > now - HEARD_FOR)
    .slice(-CLIENTS_AT_MOST);
  return {
    ruleName: report.RuleName ?? "",
    windows: windows.slice(-WINDOWS_KEPT),
    clients: { ...Object.fromEntries(heard), [report.ClientID ?? ""]: now },
  };
}

/** What a client may sample until it reports again: its share of the reservoir, which the clients of a rule have together. */
export function targetOf(
  { name, rule }: SamplingRuleRow,
  { clients }: SamplingReportsRow,
  clientId: string,
  now: number,
): SamplingTargetDocument {
  const all = Object.keys(clients).sort();
  const reservoir = rule.ReservoirSize ?? 0;
  const share = Math.floor(reservoir / all.length);
  const rest = reservoir % all.length;
  return {
    RuleName: name,
    FixedRate: rule.FixedRate ?? 0,
    ReservoirQuota: share + (all.indexOf(clientId) < rest ? 1 : 0),
    ReservoirQuotaTTL: new Date(now + INTERVAL * 1000),
    Interval: INTERVAL,
  };
}

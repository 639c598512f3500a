import { LookupEventsCommand, type Event } from "@aws-sdk/client-cloudtrail";
import type { Clients } from "./clients.ts";
import type { Holder } from "./held.ts";
import { usageOf } from "./used.ts";

/** A request as far as it was recorded. */
export interface RecordedRequest {
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  readonly context: Readonly<Record<string, string>>;
}

/** What a principal asked for: what it was allowed, as the platform noted it, and what the trail holds of its refusals. */
export async function recordedRequests(
  holder: Holder,
  clients: Clients,
): Promise<readonly RecordedRequest[]> {
  const events = (await eventsOf(clients)).filter(
    (event) => principalOf(event) === holder.arn,
  );
  const { used } = await usageOf(holder.arn, clients);
  // Of what was allowed only the permission is kept: the principal's latest call tells where it calls from.
  const usual = events[0] ? contextOf(events[0]) : {};
  const refused = events.flatMap((event) => {
    const request = refusedIn(event);
    return request
      ? [{ ...request, allowed: false, context: contextOf(event) }]
      : [];
  });
  return [
    ...used.map((one) => ({ ...one, allowed: true, context: usual })),
    ...eachOnce(refused),
  ];
}

/** The part of CloudTrail's record that is read. */
interface TrailRecord {
  readonly userIdentity: {
    readonly arn?: string;
    readonly sessionContext?: { readonly sessionIssuer?: { arn?: string } };
  };
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly awsRegion: string;
  readonly eventTime: string;
  readonly errorMessage?: string;
  /** Of calls that passed only because their principal is watched (audit-only). */
  readonly additionalEventData?: {
    readonly wouldBeDenied?: { readonly errorMessage?: string };
  };
}

/** Newest first. */
async function eventsOf({ trail }: Clients): Promise<readonly TrailRecord[]> {
  const events: Event[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await trail.send(new LookupEventsCommand({ NextToken }));
    events.push(...(answer.Events ?? []));
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return events.map(
    ({ CloudTrailEvent = "{}" }) => JSON.parse(CloudTrailEvent) as TrailRecord,
  );
}

/** A session's requests are its role's. */
const principalOf = ({ userIdentity }: TrailRecord): string | undefined =>
  userIdentity.sessionContext?.sessionIssuer?.arn ?? userIdentity.arn;

/** The permission that was missing, from AWS's words for a denial. */
function refusedIn({
  errorMessage,
  additionalEventData,
}: TrailRecord): { action: string; resource: string } | undefined {
  const words =
    errorMessage ?? additionalEventData?.wouldBeDenied?.errorMessage ?? "";
  const found =
    /is not authorized to perform: (\S+?)(?: on resource: (\S+))? (?:because|with) /.exec(
      words,
    );
  return found?.[1] === undefined
    ? undefined
    : { action: found[1], resource: found[2] ?? "*" };
}

const contextOf = (event: TrailRecord): Record<string, string> => ({
  "aws:SourceIp": event.sourceIPAddress,
  "aws:UserAgent": event.userAgent,
  "aws:RequestedRegion": event.awsRegion,
  "aws:CurrentTime": event.eventTime,
  "aws:EpochTime": String(Math.floor(Date.parse(event.eventTime) / 1000)),
});

function eachOnce(
  requests: readonly RecordedRequest[],
): readonly RecordedRequest[] {
  const first = new Map<string, RecordedRequest>();
  for (const request of requests) {
    const key = `${request.action} ${request.resource}`;
    if (!first.has(key)) first.set(key, request);
  }
  return [...first.values()];
}

/** A segment or subsegment as far as X-Ray reads it (X-Ray guide, "Segment documents"). Times are seconds. */
export interface Segment {
  readonly id: string;
  readonly name: string;
  readonly traceId: string;
  readonly start: number;
  /** Undefined while it is in progress. */
  readonly end: number | undefined;
  readonly parentId: string | undefined;
  /** `AWS::Lambda::Function`, `AWS::EC2::Instance` … */
  readonly origin: string | undefined;
  /** Of subsegments: `aws` for AWS's services, `remote` for other calls. */
  readonly namespace: string | undefined;
  readonly isSubsegment: boolean;
  readonly error: boolean;
  readonly throttle: boolean;
  readonly fault: boolean;
  readonly user: string | undefined;
  readonly resourceArn: string | undefined;
  readonly accountId: string | undefined;
  readonly http: {
    readonly url?: string;
    readonly method?: string;
    readonly userAgent?: string;
    readonly clientIp?: string;
    readonly status?: number;
  };
  readonly annotations: Readonly<Record<string, string | number | boolean>>;
  /** What it says of exceptions: their messages and types. */
  readonly exceptions: readonly {
    readonly message: string;
    readonly type: string;
  }[];
  readonly instanceId: string | undefined;
  readonly availabilityZone: string | undefined;
  readonly subsegments: readonly Segment[];
}

/** Why a document is none: AWS's code. */
export interface SegmentProblem {
  readonly code: string;
  readonly id: string | undefined;
}

export type SegmentReading =
  | { readonly ok: true; readonly segment: Segment }
  | ({ readonly ok: false } & SegmentProblem);

/** The last second of which there is a date (ECMA-262). */
const LATEST = 8.64e12;
/** Subsegments within subsegments that are read. */
const DEEPEST = 50;

/** Reads a parsed document; `within` is the segment that embeds it. */
export function readSegment(
  value: unknown,
  within?: { readonly traceId: string; readonly depth: number },
): SegmentReading {
  if (!isObject(value)) return problem("ParseError");
  const id = text(value["id"]);
  const wrong = (code: string) => problem(code, id);
  if (value["id"] === undefined) return wrong("MissingId");
  if (id === undefined || !ID.test(id)) return wrong("InvalidId");
  const name = text(value["name"]);
  if (name === undefined || name === "") return wrong("MissingName");
  if (name.length > LONGEST_NAME) return wrong("InvalidName");
  const traceId = within?.traceId ?? text(value["trace_id"])?.toLowerCase();
  if (traceId === undefined) return wrong("MissingTraceId");
  if (!TRACE_ID.test(traceId)) return wrong("InvalidTraceId");
  const start = time(value["start_time"]);
  if (start === undefined) return wrong("MissingStartTime");
  const end = time(value["end_time"]);
  const inProgress = value["in_progress"] === true;
  if (end === undefined && !inProgress && !within)
    return wrong("MissingEndTime");
  if (end !== undefined && inProgress) return wrong("InvalidInProgress");
  if (end !== undefined && end < start) return wrong("InvalidEndTime");
  const parentId = text(value["parent_id"])?.toLowerCase();
  if (parentId !== undefined && !ID.test(parentId))
    return wrong("InvalidParentId");
  const isSubsegment = within !== undefined || value["type"] === "subsegment";
  if (isSubsegment && !within && parentId === undefined)
    return wrong("MissingParentId");

  const depth = (within?.depth ?? 0) + 1;
  const embedded = Array.isArray(value["subsegments"])
    ? value["subsegments"]
    : [];
  if (depth > DEEPEST && embedded.length > 0) return wrong("TooDeep");
  const subsegments: Segment[] = [];
  for (const each of embedded) {
    const read = readSegment(each, { traceId, depth });
    if (!read.ok) return wrong(read.code);
    subsegments.push(read.segment);
  }
  const aws = object(value["aws"]);
  const ec2 = object(aws["ec2"]);
  return {
    ok: true,
    segment: {
      id: id.toLowerCase(),
      name,
      traceId,
      start,
      end,
      parentId,
      origin: text(value["origin"]),
      namespace: text(value["namespace"]),
      isSubsegment,
      error: value["error"] === true,
      throttle: value["throttle"] === true,
      fault: value["fault"] === true,
      user: text(value["user"]),
      resourceArn: text(value["resource_arn"]) ?? text(aws["resource_arn"]),
      accountId: text(aws["account_id"]),
      http: httpOf(object(value["http"])),
      annotations: annotationsOf(object(value["annotations"])),
      exceptions: exceptionsOf(object(value["cause"])),
      instanceId: text(ec2["instance_id"]),
      availabilityZone: text(ec2["availability_zone"]),
      subsegments,
    },
  };
}

const ID = /^[0-9a-f]{16}$/i;
const TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;
const LONGEST_NAME = 200;
/** Annotations of a trace that X-Ray indexes. */
const ANNOTATIONS_AT_MOST = 50;
const EXCEPTIONS_AT_MOST = 50;

function problem(code: string, id?: string): SegmentReading {
  return { ok: false, code, id };
}

function httpOf(http: Record<string, unknown>): Segment["http"] {
  const request = object(http["request"]);
  const response = object(http["response"]);
  return defined({
    url: text(request["url"]),
    method: text(request["method"]),
    userAgent: text(request["user_agent"]),
    clientIp: text(request["client_ip"]),
    status:
      typeof response["status"] === "number" ? response["status"] : undefined,
  });
}

function annotationsOf(given: Record<string, unknown>): Segment["annotations"] {
  const usable = Object.entries(given).filter(
    (entry): entry is [string, string | number | boolean] =>
      /^[A-Za-z0-9_.]{1,500}$/.test(entry[0]) &&
      ["string", "number", "boolean"].includes(typeof entry[1]),
  );
  return Object.fromEntries(usable.slice(0, ANNOTATIONS_AT_MOST));
}

function exceptionsOf(cause: Record<string, unknown>): Segment["exceptions"] {
  const given = Array.isArray(cause["exceptions"]) ? cause["exceptions"] : [];
  return given.slice(0, EXCEPTIONS_AT_MOST).map((each) => ({
    message: text(object(each)["message"]) ?? "",
    type: text(object(each)["type"]) ?? "",
  }));
}

function time(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && value <= LATEST
    ? value
    : undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

const object = (value: unknown): Record<string, unknown> =>
  isObject(value) ? value : {};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function defined<Members extends object>(members: {
  [K in keyof Members]: Members[K] | undefined;
}): Partial<Members> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Partial<Members>;
}

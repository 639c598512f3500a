import type {
  AnnotationValue,
  ServiceId,
  TraceSummary,
  ValueWithServiceIds,
} from "@aws-sdk/client-xray";
import { serviceMap, type ServiceNode } from "./graph/service-map.ts";
import type { Segment } from "./segment.ts";
import {
  durationOf,
  everySegment,
  rootOf,
  rounded,
  type Trace,
} from "./trace.ts";

/** A trace as GetTraceSummaries answers it. Root causes are not worked out. */
export function summaryOf(trace: Trace, accountId: string): TraceSummary {
  const root = rootOf(trace);
  const all = everySegment(trace);
  const { nodes } = serviceMap(trace);
  const ids = nodes.map((node) => serviceId(node, accountId));
  const entry = nodes.find((node) => node.root);
  return {
    Id: trace.row.traceId,
    StartTime: new Date(trace.row.startedAt),
    Duration: durationOf(trace),
    ...(root?.end === undefined
      ? {}
      : { ResponseTime: rounded(root.end - root.start) }),
    HasFault: root?.fault ?? false,
    HasError: root?.error ?? false,
    HasThrottle: all.some(({ throttle }) => throttle),
    IsPartial: trace.segments.some(({ end }) => end === undefined),
    Http: httpOf(root),
    Annotations: annotations(all, nodes, accountId),
    Users: unique(all.map(({ user }) => user)).map((UserName) => ({
      UserName,
      ServiceIds: ids,
    })),
    ServiceIds: ids,
    ResourceARNs: unique(all.map(({ resourceArn }) => resourceArn)).map(
      (ARN) => ({ ARN }),
    ),
    InstanceIds: unique(all.map(({ instanceId }) => instanceId)).map((Id) => ({
      Id,
    })),
    AvailabilityZones: unique(
      all.map(({ availabilityZone }) => availabilityZone),
    ).map((Name) => ({ Name })),
    ...(entry ? { EntryPoint: serviceId(entry, accountId) } : {}),
    Revision: trace.row.revision,
  };
}

function serviceId(
  { name, type, accountId }: ServiceNode,
  owner: string,
): ServiceId {
  return {
    Name: name,
    Names: [name],
    AccountId: accountId ?? owner,
    ...(type === undefined ? {} : { Type: type }),
  };
}

function httpOf(root: Segment | undefined): NonNullable<TraceSummary["Http"]> {
  const { url, status, method, userAgent, clientIp } = root?.http ?? {};
  return {
    ...(url === undefined ? {} : { HttpURL: url }),
    ...(status === undefined ? {} : { HttpStatus: status }),
    ...(method === undefined ? {} : { HttpMethod: method }),
    ...(userAgent === undefined ? {} : { UserAgent: userAgent }),
    ...(clientIp === undefined ? {} : { ClientIp: clientIp }),
  };
}

function annotations(
  all: readonly Segment[],
  nodes: readonly ServiceNode[],
  accountId: string,
): NonNullable<TraceSummary["Annotations"]> {
  const found = new Map<string, ValueWithServiceIds[]>();
  for (const segment of all)
    for (const [key, value] of Object.entries(segment.annotations)) {
      const own = nodes.filter(({ segments }) => segments.includes(segment));
      const known = found.get(key) ?? [];
      known.push({
        AnnotationValue: annotationValue(value),
        ServiceIds: own.map((node) => serviceId(node, accountId)),
      });
      found.set(key, known);
    }
  return Object.fromEntries(found);
}

function annotationValue(value: string | number | boolean): AnnotationValue {
  switch (typeof value) {
    case "number":
      return { NumberValue: value };
    case "boolean":
      return { BooleanValue: value };
    default:
      return { StringValue: String(value) };
  }
}

function unique(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

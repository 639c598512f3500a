import { serviceMap, type ServiceNode } from "../graph/service-map.ts";
import type { Segment } from "../segment.ts";
import { durationOf, rootOf, withSubsegments, type Trace } from "../trace.ts";
import {
  OPERATORS,
  type Expression,
  type Keyword,
  type Literal,
  type Operand,
  type ServicePattern,
} from "./expression.ts";

/** What an expression is asked of: a whole trace, or within braces the work of one service or of one edge. */
interface Scope {
  readonly trace: Trace;
  /** What answers for it: a trace's root, a service's segments. */
  readonly segments: readonly Segment[];
  readonly node: ServiceNode | undefined;
  /** Names of the groups whose own expression the trace matches. */
  readonly inGroup: (name: string) => boolean;
}

/** Whether a trace is one that an expression is looking for. */
export function matches(
  expression: Expression,
  trace: Trace,
  inGroup: (name: string) => boolean = () => false,
): boolean {
  const root = rootOf(trace);
  return holds(expression, {
    trace,
    segments: root ? [root] : [],
    node: undefined,
    inGroup,
  });
}

function holds(expression: Expression, scope: Scope): boolean {
  switch (expression.kind) {
    case "and":
      return expression.parts.every((part) => holds(part, scope));
    case "or":
      return expression.parts.some((part) => holds(part, scope));
    case "not":
      return !holds(expression.part, scope);
    case "holds":
      return valuesOf(expression.operand, scope).some(
        (value) => expression.operand.kind === "annotation" || value === true,
      );
    case "compares": {
      const { operand, operator, value } = expression;
      if (operand.kind === "keyword" && operand.name === "group.name")
        return scope.inGroup(String(value)) === (operator === "=");
      return valuesOf(operand, scope).some((own) =>
        OPERATORS[operator](own, value),
      );
    }
    case "service":
      return serviceMap(scope.trace).nodes.some(
        (node) =>
          fits(expression.service, node) &&
          filtered(expression.filter, {
            ...scope,
            node,
            segments: node.segments,
          }),
      );
    case "edge":
      return serviceMap(scope.trace).edges.some(
        ({ from, to, calls }) =>
          from !== undefined &&
          fits(expression.from, from) &&
          fits(expression.to, to) &&
          filtered(expression.filter, { ...scope, node: to, segments: calls }),
      );
  }
}

function filtered(filter: Expression | undefined, scope: Scope): boolean {
  return filter === undefined || holds(filter, scope);
}

function fits(
  { name, type, accountId }: ServicePattern,
  node: ServiceNode,
): boolean {
  return (
    (name === undefined || name === node.name) &&
    (type === undefined || type === node.type) &&
    (accountId === undefined || accountId === node.accountId)
  );
}

/** Everything that a keyword or annotation stands for in a scope: one that fits is enough. */
function valuesOf(operand: Operand, scope: Scope): readonly Literal[] {
  if (operand.kind === "annotation")
    return below(scope).flatMap(({ annotations }) =>
      Object.hasOwn(annotations, operand.key)
        ? [annotations[operand.key] as Literal]
        : [],
    );
  return VALUES[operand.name](scope);
}

/** A trace's annotations and exceptions may stand anywhere in it, a service's in its own segments. */
function below({ node, trace, segments }: Scope): readonly Segment[] {
  return (node ? segments : trace.segments).flatMap((segment) => [
    ...withSubsegments(segment),
  ]);
}

type Values = (scope: Scope) => readonly Literal[];

const flag =
  (is: (segment: Segment) => boolean): Values =>
  ({ segments }) => [segments.some(is)];

const each =
  (value: (segment: Segment) => Literal | undefined): Values =>
  ({ segments }) =>
    present(segments.map(value));

const anywhere =
  (values: (segment: Segment) => readonly (Literal | undefined)[]): Values =>
  (scope) =>
    present(below(scope).flatMap(values));

const VALUES: Readonly<Record<Keyword, Values>> = {
  ok: ({ segments }) => [
    segments.every(
      ({ error, fault, throttle }) => !error && !fault && !throttle,
    ),
  ],
  error: flag(({ error }) => error),
  throttle: anyThrottle,
  fault: flag(({ fault }) => fault),
  partial: ({ trace }) => [trace.segments.some(({ end }) => end === undefined)],
  inferred: ({ node }) => [node?.inferred === true],
  remote: ({ node }) => [node?.type === "remote"],
  root: ({ node }) => [node?.root === true],
  responsetime: each(({ start, end }) =>
    end === undefined ? undefined : end - start,
  ),
  duration: (scope) =>
    scope.node ? VALUES.responsetime(scope) : [durationOf(scope.trace)],
  "http.status": each(({ http }) => http.status),
  "http.url": each(({ http }) => http.url),
  "http.method": each(({ http }) => http.method),
  "http.useragent": each(({ http }) => http.userAgent),
  "http.clientip": each(({ http }) => http.clientIp),
  user: anywhere(({ user }) => [user]),
  name: (scope) => [
    ...(scope.node ? [scope.node.name] : []),
    ...each(({ name }) => name)(scope),
  ],
  type: ({ node, ...scope }) => [
    ...present([node?.type]),
    ...present(
      below({ node, ...scope }).flatMap(({ origin, exceptions }) => [
        origin,
        ...exceptions.map(({ type }) => type),
      ]),
    ),
  ],
  message: anywhere(({ exceptions }) =>
    exceptions.map(({ message }) => message),
  ),
  availabilityzone: anywhere(({ availabilityZone }) => [availabilityZone]),
  "instance.id": anywhere(({ instanceId }) => [instanceId]),
  "resource.arn": anywhere(({ resourceArn }) => [resourceArn]),
  "group.name": () => [],
};

/** One throttled segment marks the whole trace. */
function anyThrottle(scope: Scope): readonly Literal[] {
  return [below(scope).some(({ throttle }) => throttle)];
}

function present(values: readonly (Literal | undefined)[]): readonly Literal[] {
  return values.filter((value) => value !== undefined);
}

import type { InvocationResult } from "@gatehouse/sandbox";
import type { Context } from "../../../core/context.ts";
import type { Measurement } from "../../../core/telemetry.ts";
import type { FunctionReference } from "../function-reference.ts";
import type { Load } from "./concurrency.ts";
import type { Target } from "./target.ts";

/** What CloudWatch learns of a call: by function and, for a version or alias, by resource as well. */
export function measureRun(
  target: Target,
  result: InvocationResult,
  { ofFunction }: Load,
  ctx: Context,
): void {
  const at = ctx.now();
  const { telemetry } = ctx.platform;
  const places = dimensionsOf(target);
  telemetry.count(
    target.reference,
    places.flatMap((dimensions) => [
      count("Invocations", 1, dimensions, at),
      count("Errors", result.functionError ? 1 : 0, dimensions, at),
      count("ConcurrentExecutions", ofFunction, dimensions, at),
    ]),
  );
  telemetry.measure(
    target.reference,
    places.map((dimensions) => ({
      ...count("Duration", result.durationMs, dimensions, at),
      unit: "Milliseconds",
    })),
  );
}

/** A call that was refused for want of concurrency is no invocation. */
export function measureThrottle(target: Target, ctx: Context): void {
  const at = ctx.now();
  ctx.platform.telemetry.measure(
    target.reference,
    dimensionsOf(target).map((dimensions) =>
      count("Throttles", 1, dimensions, at),
    ),
  );
}

/** A call that was stopped because it came round in a loop. */
export function measureStopped(target: Target, ctx: Context): void {
  const at = ctx.now();
  ctx.platform.telemetry.count(
    target.reference,
    dimensionsOf(target).map((dimensions) =>
      count("RecursiveInvocationsDropped", 1, dimensions, at),
    ),
  );
}

/** By function and, for a version or alias, by resource as well. */
export function dimensionsOf({
  reference,
}: Pick<Target, "reference">): Record<string, string>[] {
  const { functionName, qualifier } = reference;
  const whole = { FunctionName: functionName };
  return qualifier === undefined
    ? [whole]
    : [whole, { ...whole, Resource: `${functionName}:${qualifier}` }];
}

/** A value of Lambda's own metrics, of unit `Count`. */
export function count(
  name: string,
  value: number,
  dimensions: Record<string, string>,
  at: number,
): Measurement {
  return {
    namespace: "AWS/Lambda",
    name,
    value,
    dimensions,
    unit: "Count",
    at,
  };
}

/** A value of one of the metrics of asynchronous calls; ages are milliseconds. */
export function measureAsynchronous(
  reference: FunctionReference,
  name: AsynchronousMetric,
  ctx: Context,
  value = 1,
): void {
  const at = ctx.now();
  const { telemetry } = ctx.platform;
  const measurements = dimensionsOf({ reference }).map((dimensions) =>
    count(name, value, dimensions, at),
  );
  if (name !== "AsyncEventAge") return telemetry.count(reference, measurements);
  telemetry.measure(
    reference,
    measurements.map((one) => ({ ...one, unit: "Milliseconds" })),
  );
}

type AsynchronousMetric =
  | "AsyncEventsReceived"
  | "AsyncEventAge"
  | "AsyncEventsDropped"
  | "DeadLetterErrors"
  | "DestinationDeliveryFailures";

import { gzipSync } from "node:zlib";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { event } from "../../../core/event.ts";
import { on } from "../../../core/service.ts";
import { measured } from "../../../core/telemetry.ts";
import type { NewEvent } from "../intake.ts";
import { groupArn } from "../log-arn.ts";
import type { LogGroup, LogStream } from "../tables.ts";
import { patternOf } from "./metric-filter.ts";
import { subscriptionFilters } from "./tables.ts";

/** Events on their way to one subscriber. */
export interface Subscribed {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly filterName: string;
  readonly destinationArn: string;
  readonly events: readonly {
    readonly id: string;
    readonly timestamp: number;
    readonly message: string;
  }[];
}

/** Events matched a subscription filter. */
export const subscribed = event<Subscribed>("logs.Subscribed");

/** Bytes of messages handed on together: far below what an asynchronous call may bring, however badly they shrink. */
const BYTES_TOGETHER = 500_000;

/** Hands a stream's new events on to those who subscribed to them. */
export async function handOn(
  ctx: Context,
  group: LogGroup,
  { logStreamName }: LogStream,
  events: readonly (NewEvent & { readonly id: string })[],
): Promise<void> {
  if (!group.subscriptionFilters) return;
  const { logGroupName } = group;
  const { rows } = await ctx
    .table(subscriptionFilters)
    .list({ prefix: [logGroupName] });
  for (const filter of rows) {
    const pattern = patternOf(filter);
    const wanted = events.filter(({ message }) => pattern?.matches(message));
    const { filterName, destinationArn } = filter;
    for (const part of portions(wanted))
      ctx.emit(subscribed, {
        logGroupName,
        logStreamName,
        filterName,
        destinationArn,
        events: part.map(({ id, time, message }) => ({
          id,
          timestamp: time,
          message,
        })),
      });
  }
}

/**
 * Calls a subscribed function, for as long as its policy allows it; what it refuses is dropped, and
 * counted (CloudWatch Logs user guide, "Subscription filters": `DeliveryErrors`).
 */
export const deliverSubscribed = on(subscribed, async (payload, ctx) => {
  try {
    await callFunction(payload, "Event", ctx);
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    const { logGroupName, filterName } = payload;
    ctx.emit(measured, {
      measurements: [
        {
          namespace: "AWS/Logs",
          name: "DeliveryErrors",
          dimensions: {
            LogGroupName: logGroupName,
            DestinationType: "Lambda",
            FilterName: filterName,
          },
          value: 1,
          unit: "Count",
          at: ctx.now(),
        },
      ],
    });
  }
});

/** The function decides by its policy whether CloudWatch Logs may call it for this group. */
export async function callFunction(
  { logGroupName, destinationArn, ...rest }: Subscribed,
  InvocationType: "Event" | "DryRun",
  ctx: Context,
): Promise<void> {
  const data = {
    messageType: "DATA_MESSAGE",
    owner: ctx.accountId,
    logGroup: logGroupName,
    logStream: rest.logStreamName,
    subscriptionFilters: [rest.filterName],
    logEvents: rest.events,
  };
  const awslogs = { data: gzipSync(JSON.stringify(data)).toString("base64") };
  await ctx.send(
    new InvokeCommand({
      FunctionName: destinationArn,
      InvocationType,
      Payload: Buffer.from(JSON.stringify({ awslogs })),
    }),
    {
      as: "logs.amazonaws.com",
      sourceArn: `${groupArn(ctx, logGroupName)}:*`,
    },
  );
}

function portions<E extends { readonly message: string }>(
  events: readonly E[],
): readonly (readonly E[])[] {
  const parts: E[][] = [];
  let bytes = Infinity;
  for (const one of events) {
    const size = Buffer.byteLength(one.message);
    if (bytes + size > BYTES_TOGETHER) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(one);
    bytes += size;
  }
  return parts;
}

import { randomUUID } from "node:crypto";
import { serviceCaller } from "../core/caller.ts";
import type { OutboxRow } from "./outbox-table.ts";
import type { Platform } from "./platform.ts";
import { internalRequest, RequestContext } from "./request-context.ts";

/** Lets every service that listens handle an event; what they write, the event's removal is to be committed with. */
export async function deliver(
  platform: Platform,
  row: OutboxRow,
  ctx: RequestContext,
): Promise<void> {
  for (const entry of platform.services.listeningTo(row.event)) {
    const { service } = await platform.services.load(entry);
    for (const listener of service.listeners)
      if (listener.event === row.event)
        await listener.handle(row.payload as never, ctx);
  }
}

/** The service that emitted an event handles it under its own name. */
export function contextOf(platform: Platform, row: OutboxRow): RequestContext {
  const service = `${row.event.split(".")[0]}.amazonaws.com`;
  return new RequestContext(platform, {
    caller: serviceCaller(service, row.accountId),
    region: row.region,
    request: internalRequest(service),
    requestId: randomUUID(),
  });
}

/** 1 s, 2 s, 4 s … at most 5 minutes. */
export function backoff(deliveries: number): number {
  return Math.min(1000 * 2 ** deliveries, 300_000);
}

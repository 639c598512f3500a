import { randomUUID } from "node:crypto";
import { serviceCaller } from "../core/caller.ts";
import { logged, measured, traced, type Gathered } from "../core/telemetry.ts";
import type { Platform } from "./platform.ts";
import { internalRequest, RequestContext } from "./request-context.ts";

/** Makes what was gathered durable as events; CloudWatch and CloudWatch Logs listen to them. */
export async function emitTelemetry(
  platform: Platform,
  gathered: Gathered,
): Promise<void> {
  const { accountId, region, measurements, batches, documents } = gathered;
  const service = "lambda.amazonaws.com";
  const ctx = new RequestContext(platform, {
    caller: serviceCaller(service, accountId),
    region,
    request: internalRequest(service),
    requestId: randomUUID(),
  });
  if (measurements.length > 0) ctx.emit(measured, { measurements });
  if (batches.length > 0) ctx.emit(logged, { batches });
  if (documents.length > 0) ctx.emit(traced, { documents });
  await platform.store
    .commit(ctx.unit.unit())
    .catch((error: unknown) =>
      platform.log.error("Metrics, logs and traces could not be kept.", error),
    );
}

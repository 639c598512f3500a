import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { invalidArgument } from "../faults.ts";
import type { Bucket } from "../tables.ts";
import { tell, tryFunction } from "./deliver.ts";
import type { Destination } from "./destinations.ts";

/**
 * Asks each destination whether it takes notifications of this bucket: queues and topics by a test event,
 * functions by their policy. @throws Fault InvalidArgument
 */
export async function validateDestinations(
  destinations: readonly Destination[],
  bucket: Bucket,
  ctx: Context,
): Promise<void> {
  const test = JSON.stringify({
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: new Date(ctx.now()).toISOString(),
    Bucket: bucket.name,
    RequestId: ctx.requestId,
    HostId: "",
  });
  const asked = new Set<string>();
  for (const destination of destinations) {
    const { kind, arn } = destination;
    if (asked.has(arn)) continue;
    asked.add(arn);
    try {
      if (kind === "function") await tryFunction(arn, bucket, ctx);
      else await tell(destination, test, bucket, ctx);
    } catch (error) {
      if (!(error instanceof Fault) || error.status >= 500) throw error;
      throw invalidArgument(
        "Unable to validate the following destination configurations",
        `${arn}, null`,
        reasonOf(kind, arn, error),
      );
    }
  }
}

function reasonOf(
  kind: Destination["kind"],
  arn: string,
  { name }: Fault,
): string {
  if (kind === "function") return `Not authorized to invoke function [${arn}]`;
  return /NonExistent|NotFound|DoesNotExist/.test(name)
    ? `The destination ${kind} does not exist`
    : `Permissions on the destination ${kind} do not allow S3 to publish notifications from this bucket`;
}

import { MessageNotInflight } from "@aws-sdk/client-sqs";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { invalidParameterValue } from "../parameter-faults.ts";
import { receipts } from "../tables.ts";
import type { OpenQueue } from "./enqueue.ts";
import { readHandle } from "./receipt-handle.ts";

const LONGEST = 43_200;

/**
 * Changes when a message in flight is seen again, counted from now; twelve hours after its receive at the latest.
 * @throws Fault InvalidParameterValue, MessageNotInflight, ReceiptHandleIsInvalid
 */
export async function changeVisibility(
  text: string,
  seconds: number,
  { reference, row, live }: OpenQueue,
  ctx: Context,
): Promise<void> {
  if (seconds < 0 || seconds > LONGEST)
    throw invalidParameterValue(
      seconds,
      "VisibilityTimeout",
      `VisibilityTimeout must be an integer between 0 and ${LONGEST}.`,
    );
  const now = ctx.now();
  const { sequence, nonce } = readHandle(text, row.queueId);
  live.index.advance(now);
  const entry = live.index.entry(sequence);
  if (!entry || entry.doomed || entry.receipt?.nonce !== nonce)
    throw invalidParameterValue(
      text,
      "ReceiptHandle",
      "Message does not exist or is not available for visibility timeout change.",
    );
  if (entry.state !== "waiting")
    throw fault(
      MessageNotInflight,
      `The message referred to by the receipt handle is not in flight.`,
    );
  const visibleAt = now + seconds * 1000;
  if (visibleAt - entry.receipt.receivedAt > LONGEST * 1000)
    throw invalidParameterValue(
      seconds,
      "VisibilityTimeout",
      `Total VisibilityTimeout for the message is beyond the limit [${LONGEST} seconds].`,
    );
  const receipt = { ...entry.receipt, visibleAt };
  await ctx
    .table(receipts, reference)
    .put({ ...receipt, queueId: row.queueId, sequence });
  ctx.atEnd((committed) => {
    if (committed) live.index.changeVisibility(sequence, receipt, ctx.now());
  });
}

import type { Context } from "../../../core/context.ts";
import { invalidParameterValue } from "../parameter-faults.ts";
import { drop } from "./dead-letters.ts";
import type { OpenQueue } from "./enqueue.ts";
import { readHandle } from "./receipt-handle.ts";

/**
 * Deletes the message of a receipt handle. One that is gone already is deleted well enough; a handle that a later
 * receive has made old deletes nothing, and in a FIFO queue neither does one whose visibility timeout is over.
 * @throws Fault ReceiptHandleIsInvalid, InvalidParameterValue
 */
export async function deleteByHandle(
  text: string,
  open: OpenQueue,
  ctx: Context,
): Promise<boolean> {
  const { live, row } = open;
  const { sequence, nonce } = readHandle(text, row.queueId);
  live.index.advance(ctx.now());
  const entry = live.index.entry(sequence);
  if (!entry) return false;
  const current = entry.receipt?.nonce === nonce && entry.state !== "claimed";
  if (
    row.attributes.FifoQueue === "true" &&
    (!current || entry.state !== "waiting")
  )
    throw invalidParameterValue(
      text,
      "ReceiptHandle",
      "The receipt handle has expired.",
    );
  if (!current) return false;
  const spare = live.index.doom(entry);
  ctx.atEnd((committed) => {
    if (!committed) spare();
  });
  await drop(entry, open, ctx);
  return true;
}

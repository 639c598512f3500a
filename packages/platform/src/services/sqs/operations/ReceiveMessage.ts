import {
  InvalidAttributeName,
  ReceiveMessageCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { numeric } from "../attributes.ts";
import type { Entry, Receipt } from "../index/queue-index.ts";
import type { OpenQueue } from "../messages/enqueue.ts";
import { measure } from "../messages/metrics.ts";
import { poll } from "../messages/poll.ts";
import { newNonce } from "../messages/receipt-handle.ts";
import {
  shownMessage,
  SYSTEM_ATTRIBUTES,
  type Wanted,
} from "../messages/shown.ts";
import { openQueue } from "../open-queue.ts";
import { checkedRange, invalidParameterValue } from "../parameter-faults.ts";
import { onQueue } from "../queue-reference.ts";
import { messages, receipts } from "../tables.ts";

const MOST = 10;
const LONGEST_WAIT = 20;
const LONGEST_INVISIBLE = 43_200;

/** Waits before its unit begins; what it claims meanwhile is given back unless the call becomes durable. */
export const ReceiveMessage = operation(ReceiveMessageCommand, {
  audit: { category: "Data", readOnly: false },

  needs: onQueue("sqs:ReceiveMessage"),

  async receive(input, ctx) {
    checkNumbers(input);
    wantedOf(input);
    const { live, entries } = await poll(
      {
        queueUrl: input.QueueUrl,
        count: input.MaxNumberOfMessages ?? 1,
        waitSeconds: input.WaitTimeSeconds,
        attemptId: input.ReceiveRequestAttemptId,
      },
      ctx,
    );
    ctx.atEnd((committed) => {
      if (!committed)
        for (const entry of entries) live.index.release(entry, ctx.now());
    });
    return entries;
  },

  async handle(input, ctx, entries) {
    const open = await openQueue(input.QueueUrl, ctx);
    const wanted = wantedOf(input);
    const timeout =
      input.VisibilityTimeout ??
      numeric(open.row.attributes, "VisibilityTimeout");
    const received: { entry: Entry; receipt: Receipt; message: Message }[] = [];
    for (const entry of entries) {
      const row = await ctx
        .aside()
        .table(messages, open.reference)
        .get(open.row.queueId, entry.sequence);
      // Purged, or deleted with the queue, since it was claimed.
      if (!row) {
        open.live.index.remove(entry.sequence);
        continue;
      }
      const receipt = receiptOf(entry, timeout, ctx);
      await ctx
        .table(receipts, open.reference)
        .put({ ...receipt, queueId: row.queueId, sequence: row.sequence });
      received.push({
        entry,
        receipt,
        message: shownMessage(row, receipt, wanted),
      });
    }
    settle(received, input.ReceiveRequestAttemptId, open, ctx);
    measure(open, ctx, {
      NumberOfMessagesReceived: received.length,
      NumberOfEmptyReceives: received.length === 0 ? 1 : 0,
    });
    return received.length === 0
      ? {}
      : { Messages: received.map(({ message }) => message) };
  },
});

/** Once the receipts are durable the messages are in flight. */
function settle(
  received: readonly { entry: Entry; receipt: Receipt }[],
  attemptId: string | undefined,
  { live }: OpenQueue,
  ctx: Context,
): void {
  ctx.atEnd((committed) => {
    if (!committed) return;
    const now = ctx.now();
    for (const { entry, receipt } of received)
      live.index.hold(entry, receipt, now);
    if (attemptId !== undefined && received.length > 0)
      live.attempts.set(attemptId, {
        at: now,
        given: received.map(
          ({ entry, receipt }) => [entry.sequence, receipt.nonce] as const,
        ),
      });
  });
}

function receiptOf(
  { receipt: before, state, availableAt }: Entry,
  timeout: number,
  ctx: Context,
): Receipt {
  const now = ctx.now();
  // A receive that is repeated by its attempt id is the same receive.
  const again = state === "claimed" && before && availableAt > now;
  return {
    nonce: again ? before.nonce : newNonce(),
    receives: again ? before.receives : (before?.receives ?? 0) + 1,
    firstReceivedAt: before?.firstReceivedAt ?? now,
    receivedAt: again ? before.receivedAt : now,
    visibleAt: now + timeout * 1000,
  };
}

function checkNumbers(input: {
  MaxNumberOfMessages?: number;
  WaitTimeSeconds?: number;
  VisibilityTimeout?: number;
  ReceiveRequestAttemptId?: string;
}): void {
  checkedRange(
    input.MaxNumberOfMessages,
    "MaxNumberOfMessages",
    1,
    MOST,
    `Must be between 1 and ${MOST}, if provided.`,
  );
  checkedRange(input.WaitTimeSeconds, "WaitTimeSeconds", 0, LONGEST_WAIT);
  checkedRange(
    input.VisibilityTimeout,
    "VisibilityTimeout",
    0,
    LONGEST_INVISIBLE,
  );
  const attempt = input.ReceiveRequestAttemptId;
  if (attempt !== undefined && !/^[\x21-\x7e]{1,128}$/.test(attempt))
    throw invalidParameterValue(
      attempt,
      "ReceiveRequestAttemptId",
      "ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
    );
}

/** `AttributeNames` is the older name of `MessageSystemAttributeNames`. */
function wantedOf(input: {
  AttributeNames?: readonly string[];
  MessageSystemAttributeNames?: readonly string[];
  MessageAttributeNames?: readonly string[];
}): Wanted {
  const system = new Set([
    ...(input.AttributeNames ?? []),
    ...(input.MessageSystemAttributeNames ?? []),
  ]);
  for (const name of system)
    if (!SYSTEM_ATTRIBUTES.has(name))
      throw fault(InvalidAttributeName, `Unknown Attribute ${name}.`);
  return { system, attributes: input.MessageAttributeNames ?? [] };
}

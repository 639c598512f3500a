import { ReceiptHandleIsInvalid } from "@aws-sdk/client-sqs";
import { fault } from "../../../core/errors.ts";
import { alphanumeric } from "../../../core/random.ts";

/** What a receipt handle says. */
export interface Handle {
  readonly queueId: string;
  readonly sequence: number;
  readonly nonce: string;
}

/** Of this process: what it counts tells its receives apart. */
const prefix = alphanumeric(5);
let receives = 0;

/** Tells one receive of a message from another; a number costs less than chance for each. */
export function newNonce(): string {
  receives = (receives + 1) % MOST;
  return prefix + receives.toString(36).padStart(7, "0");
}

const MOST = 36 ** 7;

/** Opaque to clients. Whoever may delete messages of the queue gains nothing by guessing one. */
export function writeHandle({ queueId, sequence, nonce }: Handle): string {
  return Buffer.from(`${queueId} ${sequence} ${nonce}`).toString("base64");
}

const FORM = /^([\w-]{1,64}) (\d{1,16}) ([\w-]{12})$/;

/** @throws Fault ReceiptHandleIsInvalid for what is none, or another queue's */
export function readHandle(text: string, queueId: string): Handle {
  const read = FORM.exec(Buffer.from(text, "base64").toString("latin1"));
  const [, owner = "", sequence, nonce = ""] = read ?? [];
  const handle = { queueId: owner, sequence: Number(sequence), nonce };
  if (!read || writeHandle(handle) !== text)
    throw fault(
      ReceiptHandleIsInvalid,
      `The input receipt handle "${text.slice(0, 1024)}" is not a valid receipt handle.`,
    );
  if (owner !== queueId)
    throw fault(
      ReceiptHandleIsInvalid,
      "The input receipt handle is invalid. Reason: It is not for a message of this queue.",
    );
  return handle;
}

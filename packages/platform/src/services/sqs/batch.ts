import {
  BatchEntryIdsNotDistinct,
  EmptyBatchRequest,
  InvalidBatchEntryId,
  TooManyEntriesInBatchRequest,
  type BatchResultErrorEntry,
} from "@aws-sdk/client-sqs";
import { Fault, fault } from "../../core/errors.ts";
import { legacyCode } from "./legacy-codes.ts";

const MOST = 10;
const ID = /^[\w-]{1,80}$/;

/**
 * The entries of a batch.
 * @throws Fault EmptyBatchRequest, TooManyEntriesInBatchRequest, InvalidBatchEntryId, BatchEntryIdsNotDistinct
 */
export function checkedBatch<Entry extends { Id?: string | undefined }>(
  entries: readonly Entry[],
): readonly (Entry & { Id: string })[] {
  if (entries.length === 0)
    throw fault(
      EmptyBatchRequest,
      "There should be at least one entry in the request.",
    );
  if (entries.length > MOST)
    throw fault(
      TooManyEntriesInBatchRequest,
      `Maximum number of entries per request are ${MOST}. You have sent ${entries.length}.`,
    );
  const seen = new Set<string>();
  for (const { Id = "" } of entries) {
    if (!ID.test(Id))
      throw fault(
        InvalidBatchEntryId,
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    if (seen.has(Id))
      throw fault(BatchEntryIdsNotDistinct, `Id ${Id} repeated.`);
    seen.add(Id);
  }
  return entries as readonly (Entry & { Id: string })[];
}

/** Does each entry for itself: what is wrong with one is told with it, and the others go on. */
export async function eachEntry<Entry extends { Id: string }, Result>(
  entries: readonly Entry[],
  work: (entry: Entry) => Promise<Result>,
): Promise<{
  Successful: (Result & { Id: string })[];
  /** Undefined where all went well: AWS leaves it out then. */
  Failed: BatchResultErrorEntry[] | undefined;
}> {
  const Successful: (Result & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...(await work(entry)) });
    } catch (error) {
      if (!(error instanceof Fault) || error.side === "server") throw error;
      Failed.push({
        Id: entry.Id,
        SenderFault: true,
        Code: legacyCode(error.name),
        Message: error.message,
      });
    }
  }
  return { Successful, Failed: Failed.length > 0 ? Failed : undefined };
}

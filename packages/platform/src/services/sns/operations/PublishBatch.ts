import {
  BatchEntryIdsNotDistinctException,
  BatchRequestTooLongException,
  EmptyBatchRequestException,
  InvalidBatchEntryIdException,
  PublishBatchCommand,
  TooManyEntriesInBatchRequestException,
  type PublishBatchRequestEntry,
  type PublishBatchResultEntry,
} from "@aws-sdk/client-sns";
import { Fault, fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { LARGEST, sizeOf } from "../message.ts";
import { accept } from "../publish.ts";
import { onTopic, topicOf } from "../topic.ts";

const ENTRIES_AT_MOST = 10;

/** Each entry is taken or refused for itself. */
export const PublishBatch = operation(PublishBatchCommand, {
  needs: ({ TopicArn }, ctx) => onTopic("Publish", TopicArn, ctx),
  audit: { category: "Data", readOnly: false },

  async handle({ TopicArn, PublishBatchRequestEntries: entries }, ctx) {
    const found = await topicOf(TopicArn, ctx);
    checkBatch(entries);
    const Successful: PublishBatchResultEntry[] = [];
    const Failed: {
      Id: string;
      Code: string;
      Message: string;
      SenderFault: boolean;
    }[] = [];
    for (const { Id = "", ...asked } of entries)
      try {
        Successful.push({ Id, ...(await accept(found, asked, ctx)) });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        const { message } = error;
        Failed.push({
          Id,
          Code: "InvalidParameter",
          Message: message,
          SenderFault: true,
        });
      }
    return { Successful, Failed };
  },
});

function checkBatch(entries: readonly PublishBatchRequestEntry[]): void {
  if (entries.length === 0)
    throw fault(
      EmptyBatchRequestException,
      "The batch request doesn't contain any entries.",
    );
  if (entries.length > ENTRIES_AT_MOST)
    throw fault(
      TooManyEntriesInBatchRequestException,
      "The batch request contains more entries than permissible.",
    );
  const ids = entries.map(({ Id = "" }) => Id);
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id)))
    throw fault(
      InvalidBatchEntryIdException,
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  if (new Set(ids).size < ids.length)
    throw fault(
      BatchEntryIdsNotDistinctException,
      "Two or more batch entries in the request have the same Id.",
    );
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > LARGEST)
    throw fault(
      BatchRequestTooLongException,
      "The length of all the batch messages put together is more than the limit.",
    );
}

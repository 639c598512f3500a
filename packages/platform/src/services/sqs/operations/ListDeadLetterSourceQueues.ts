import { ListDeadLetterSourceQueuesCommand } from "@aws-sdk/client-sqs";
import { operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { invalidToken, pageSize } from "../listing.ts";
import {
  existingQueue,
  onQueue,
  queueReference,
  queueUrl,
} from "../queue-reference.ts";
import { queues } from "../tables.ts";

export const ListDeadLetterSourceQueues = operation(
  ListDeadLetterSourceQueuesCommand,
  {
    needs: onQueue("sqs:ListDeadLetterSourceQueues"),

    async handle({ QueueUrl, MaxResults, NextToken }, ctx) {
      const reference = queueReference(QueueUrl, ctx);
      await existingQueue(reference, ctx);
      const { rows, nextToken } = await page(
        ctx.table(queues, reference),
        {
          index: "byDeadLetterQueue",
          prefix: [reference.arn],
          limit: pageSize(MaxResults),
        },
        NextToken,
        invalidToken,
      );
      return {
        queueUrls: rows.map(({ queueName }) =>
          queueUrl(reference, queueName, ctx),
        ),
        ...(MaxResults !== undefined && nextToken !== undefined
          ? { NextToken: nextToken }
          : {}),
      };
    },
  },
);

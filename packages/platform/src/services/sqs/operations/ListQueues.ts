import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { invalidToken, pageSize } from "../listing.ts";
import { queueUrl } from "../queue-reference.ts";
import { queues } from "../tables.ts";

/** Without `MaxResults` the first thousand are answered, and no token. */
export const ListQueues = operation(ListQueuesCommand, {
  needs: () => [allow("sqs:ListQueues", "*")],

  async handle({ QueueNamePrefix, MaxResults, NextToken }, ctx) {
    const { rows, nextToken } = await page(
      ctx.table(queues),
      { limit: pageSize(MaxResults), startsWith: QueueNamePrefix ?? "" },
      NextToken,
      invalidToken,
    );
    return {
      ...(rows.length > 0
        ? {
            QueueUrls: rows.map(({ queueName }) =>
              queueUrl(ctx, queueName, ctx),
            ),
          }
        : {}),
      ...(MaxResults !== undefined && nextToken !== undefined
        ? { NextToken: nextToken }
        : {}),
    };
  },
});

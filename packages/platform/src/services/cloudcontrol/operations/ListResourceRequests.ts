import { ListResourceRequestsCommand } from "@aws-sdk/client-cloudcontrol";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { needing } from "../needs.ts";
import { progressOf } from "../progress.ts";
import { requests } from "../tables.ts";

const PAGE = 20;

/** The requests of the last seven days, the newest first. */
export const ListResourceRequests = operation(ListResourceRequestsCommand, {
  needs: () => needing("ListResourceRequests"),

  async handle(input, ctx) {
    const { Operations = [], OperationStatuses = [] } =
      input.ResourceRequestStatusFilter ?? {};
    const { rows, nextToken } = await filteredPage(
      ctx.table(requests),
      { index: "byTime", reverse: true, limit: input.MaxResults ?? PAGE },
      ({ operation: kind, status }) =>
        (Operations.length === 0 || Operations.includes(kind)) &&
        (OperationStatuses.length === 0 || OperationStatuses.includes(status)),
      input.NextToken,
      () => fault("ValidationException", "The NextToken is not valid.", 400),
    );
    return {
      ResourceRequestStatusSummaries: rows.map(progressOf),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
});

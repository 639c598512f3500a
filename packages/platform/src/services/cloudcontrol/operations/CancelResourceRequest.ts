import { CancelResourceRequestCommand } from "@aws-sdk/client-cloudcontrol";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { needing } from "../needs.ts";
import { isOver } from "../outcome.ts";
import { progressOf, requestOf } from "../progress.ts";
import { requests, type RequestRow } from "../tables.ts";

/** A request that is carried out already may still come to its end. */
export const CancelResourceRequest = operation(CancelResourceRequestCommand, {
  needs: () => needing("CancelResourceRequest"),

  async handle({ RequestToken }, ctx) {
    const row = await requestOf(RequestToken, ctx);
    if (isOver(row))
      throw fault(
        "ValidationException",
        `Request with token ${RequestToken} is ${row.status} and cannot be canceled.`,
        400,
      );
    const cancelled: RequestRow = {
      ...row,
      status: "CANCEL_IN_PROGRESS",
      changedAt: ctx.now(),
    };
    await ctx.table(requests).put(cancelled);
    return { ProgressEvent: progressOf(cancelled) };
  },
});

import {
  RequestTokenNotFoundException,
  type ProgressEvent,
} from "@aws-sdk/client-cloudcontrol";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { requests, type RequestRow } from "./tables.ts";

/** A request as it is told. */
export function progressOf(row: RequestRow): ProgressEvent {
  const { token, typeName, operation, status, changedAt } = row;
  return {
    TypeName: typeName,
    RequestToken: token,
    ...(row.hooksToken === undefined
      ? {}
      : { HooksRequestToken: row.hooksToken }),
    Operation: operation,
    OperationStatus: status,
    EventTime: new Date(changedAt),
    ...(row.identifier === undefined ? {} : { Identifier: row.identifier }),
    ...(row.model === undefined
      ? {}
      : { ResourceModel: JSON.stringify(row.model) }),
    ...(row.statusMessage === undefined
      ? {}
      : { StatusMessage: row.statusMessage }),
    ...(row.errorCode === undefined ? {} : { ErrorCode: row.errorCode }),
  };
}

/** @throws Fault RequestTokenNotFoundException */
export async function requestOf(
  token: string,
  ctx: Pick<Context, "table">,
): Promise<RequestRow> {
  const row = await ctx.table(requests).get(token);
  if (!row)
    throw fault(
      RequestTokenNotFoundException,
      `Request with token ${token} was not found.`,
    );
  return row;
}

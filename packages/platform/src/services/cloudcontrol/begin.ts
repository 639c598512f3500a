import { createHash, randomUUID } from "node:crypto";
import {
  ClientTokenConflictException,
  ConcurrentOperationException,
} from "@aws-sdk/client-cloudcontrol";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { progressOf, requestOf } from "./progress.ts";
import {
  busyResources,
  clientTokens,
  KEPT_MS,
  requestBegun,
  requestOver,
  requests,
  type RequestRow,
} from "./tables.ts";

/** What a request is begun with, besides who asks for it and when. */
export type Beginning = Pick<
  RequestRow,
  "operation" | "typeName" | "identifier" | "properties" | "patch"
>;

/** How a request is asked for. */
export interface Asking {
  readonly ClientToken?: string | undefined;
  readonly RoleArn?: string | undefined;
}

/**
 * Writes a request down, to be carried out after the answer; one that was asked for with the same client's token is
 * told as it is. @throws Fault ClientTokenConflictException, ConcurrentOperationException
 */
export async function begin(
  beginning: Beginning,
  { ClientToken, RoleArn }: Asking,
  ctx: Context,
) {
  const digest = digestOf({ ...beginning, RoleArn });
  const known =
    ClientToken === undefined
      ? undefined
      : await ctx.table(clientTokens).get(ClientToken);
  if (known && known.digest !== digest)
    throw fault(
      ClientTokenConflictException,
      `The client token ${ClientToken} was used for another request.`,
    );
  if (known)
    return { ProgressEvent: progressOf(await requestOf(known.token, ctx)) };

  const token = randomUUID();
  const { typeName, identifier } = beginning;
  if (identifier !== undefined)
    await occupy({ typeName, identifier, token }, ctx);
  const row: RequestRow = {
    ...beginning,
    token,
    hooksToken: randomUUID(),
    status: "IN_PROGRESS",
    beganAt: ctx.now(),
    changedAt: ctx.now(),
    caller: ctx.caller,
    ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
    ...(ClientToken === undefined ? {} : { clientToken: ClientToken }),
  };
  await ctx.table(requests).put(row);
  if (ClientToken !== undefined)
    await ctx
      .table(clientTokens)
      .put({ clientToken: ClientToken, token, digest });
  ctx.emit(requestBegun, { token });
  ctx.emit(requestOver, { token }, { at: ctx.now() + KEPT_MS });
  return { ProgressEvent: progressOf(row) };
}

async function occupy(
  busy: { typeName: string; identifier: string; token: string },
  ctx: Context,
): Promise<void> {
  const { typeName, identifier } = busy;
  const other = await ctx.table(busyResources).get(typeName, identifier);
  if (other)
    throw fault(
      ConcurrentOperationException,
      `Another operation is in progress on ${typeName} ${identifier}: request ${other.token}.`,
    );
  await ctx.table(busyResources).put(busy);
}

const digestOf = (asked: object): string =>
  createHash("sha256").update(JSON.stringify(asked)).digest("hex");

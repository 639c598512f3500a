import type { HandlerErrorCode } from "@aws-sdk/client-cloudcontrol";
import { closingOf } from "../../core/closing.ts";
import type { Context } from "../../core/context.ts";
import { Fault, fault } from "../../core/errors.ts";
import { handlerErrorCode } from "../../core/handler-error-code.ts";
import { endResourceWork } from "../../core/resource-work.ts";
import { busyResources, requests, type RequestRow } from "./tables.ts";

/** What becomes of a request. */
export type Outcome = Pick<
  RequestRow,
  "status" | "statusMessage" | "errorCode" | "identifier" | "model"
>;

/** Whether nothing happens to a request any more. */
export const isOver = ({ status }: Pick<RequestRow, "status">): boolean =>
  status !== "IN_PROGRESS" && status !== "CANCEL_IN_PROGRESS";

/** What comes of some work on a request: what it says itself, or its failure in the words of a handler. */
export async function outcomeOf<T>(
  work: () => Promise<T>,
  ctx: Context,
): Promise<T | Outcome> {
  try {
    return await work();
  } catch (error) {
    // What the end of this process broke off did not fail: the next start begins it again.
    if (closingOf(ctx.platform).aborted) throw error;
    const known =
      error instanceof Fault
        ? error
        : fault("InternalFailure", "Internal Failure", 500);
    if (known !== error)
      ctx.platform
        .workplace("cloudcontrolapi")
        .report("A resource could not be worked on.", error);
    return {
      status: "FAILED",
      errorCode: codeOf(known),
      statusMessage: known.message,
    };
  }
}

/** Adds to what is written down of a request, at once. */
export async function rewrite(
  token: string,
  more: Partial<RequestRow>,
  ctx: Context,
): Promise<void> {
  const { accountId, region } = ctx;
  await ctx.platform
    .workplace("cloudcontrolapi")
    .unit({ accountId, region }, async (unit) => {
      const row = await unit.table(requests).get(token);
      if (row) await unit.table(requests).put({ ...row, ...more });
    });
}

/** Tells what became of a request; from then on others may work on its resource. */
export async function end(
  token: string,
  outcome: Outcome,
  ctx: Context,
): Promise<void> {
  const { accountId, region } = ctx;
  await ctx.platform
    .workplace("cloudcontrolapi")
    .unit({ accountId, region }, async (unit) => {
      const row = await unit.table(requests).get(token);
      if (!row) return;
      const { properties: _, patch: _patch, change: _change, ...rest } = row;
      await unit
        .table(requests)
        .put({ ...rest, ...outcome, changedAt: unit.now() });
      if (row.identifier !== undefined && row.operation !== "CREATE")
        await unit.table(busyResources).delete(row.typeName, row.identifier);
      await endResourceWork(token, unit);
    });
}

export const notFound = ({
  typeName,
  identifier = "",
}: Pick<RequestRow, "typeName" | "identifier">): Fault =>
  fault(
    "NotFound",
    `Resource of type '${typeName}' with identifier '${identifier}' was not found.`,
    404,
  );

function codeOf(known: Fault): HandlerErrorCode {
  if (known.name === "NotUpdatable") return "NotUpdatable";
  // What hooks are against has no code of its own among handlers' errors.
  if (known.name === "HookFailed") return "GeneralServiceException";
  return known.status >= 500 && known.name === "InternalFailure"
    ? "InternalFailure"
    : (handlerErrorCode(known) as HandlerErrorCode);
}

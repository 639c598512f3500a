import { InvalidParameterValueException } from "@aws-sdk/client-lambda";
import type { Context, NeedsContext, Place } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import type { FunctionReference } from "../function-reference.ts";
import {
  ACCOUNT_CONCURRENCY,
  LEAST_UNRESERVED,
  reservedInTotal,
} from "../reserved-concurrency.ts";
import { functions, type FunctionRow } from "../tables.ts";
import { provisionedRows } from "./provisioned/rows.ts";
import { runnerOf } from "./runner.ts";
import { provisionedConcurrency } from "./tables.ts";

type Reading = Pick<NeedsContext, "table">;

/**
 * The concurrency of an account's Region that calls of other functions cannot use: what is reserved, and what is
 * provisioned for functions without a reservation.
 */
export async function setAsideInTotal(
  at: Place,
  ctx: Reading,
  { except }: { except?: string } = {},
): Promise<number> {
  const others = except === undefined ? {} : { except };
  const reserved = await reservedInTotal(ctx, { at, ...others });
  const { rows } = await ctx
    .table(provisionedConcurrency)
    .list({ prefix: [at.accountId, at.region] });
  let provisioned = 0;
  for (const { functionName, requested } of rows) {
    if (functionName === except) continue;
    const owner = await ctx.table(functions, at).get(functionName);
    if (owner && owner.reservedConcurrency === undefined)
      provisioned += requested;
  }
  return reserved + provisioned;
}

/** The same as it was last counted; counted anew after a change. */
export function knownSetAside(at: Place, ctx: Context): Promise<number> {
  const { setAside } = runnerOf(ctx.platform, ctx.now);
  const account = `${at.accountId} ${at.region}`;
  let known = setAside.get(account);
  if (!known) {
    known = setAsideInTotal(at, ctx.aside());
    known.catch(() => setAside.delete(account));
    setAside.set(account, known);
  }
  return known;
}

/** What is set aside is to be counted anew, once this call has ended. */
export function setAsideChanged(at: Place, ctx: Context): void {
  const { setAside } = runnerOf(ctx.platform, ctx.now);
  ctx.atEnd(() => void setAside.delete(`${at.accountId} ${at.region}`));
}

/** Refuses a reservation that the account, or what is provisioned of the function, has no room for. @throws Fault */
export async function checkReservation(
  reference: FunctionReference,
  wanted: number,
  ctx: Reading,
): Promise<void> {
  const { functionName } = reference;
  const others = await setAsideInTotal(reference, ctx, {
    except: functionName,
  });
  if (ACCOUNT_CONCURRENCY - others - wanted < LEAST_UNRESERVED)
    throw fault(
      InvalidParameterValueException,
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}].`,
    );
  const rows = await provisionedRows(reference, ctx);
  const provisioned = rows.reduce((sum, { requested }) => sum + requested, 0);
  if (wanted < provisioned)
    throw fault(
      InvalidParameterValueException,
      `ReservedConcurrentExecutions  ${wanted} should not be lower than function's total provisioned concurrency [${provisioned}].`,
    );
}

/** Refuses to provision what the function's reservation, or the account, has no room for. @throws Fault */
export async function checkProvision(
  reference: FunctionReference,
  owner: FunctionRow,
  wanted: number,
  ctx: Reading,
): Promise<void> {
  const { qualifier } = reference;
  const rows = await provisionedRows(reference, ctx);
  const total = rows
    .filter((row) => row.qualifier !== qualifier)
    .reduce((sum, { requested }) => sum + requested, wanted);
  if (owner.reservedConcurrency !== undefined) {
    if (total > owner.reservedConcurrency)
      throw fault(
        InvalidParameterValueException,
        "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
      );
    return;
  }
  const { functionName } = owner;
  const others = await setAsideInTotal(reference, ctx, {
    except: functionName,
  });
  const left = ACCOUNT_CONCURRENCY - others;
  if (total > left)
    throw fault(
      InvalidParameterValueException,
      `Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${left}].`,
    );
  if (left - total < LEAST_UNRESERVED)
    throw fault(
      InvalidParameterValueException,
      `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}].`,
    );
}

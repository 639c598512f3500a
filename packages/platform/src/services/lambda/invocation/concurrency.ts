import {
  TooManyRequestsException,
  ThrottleReason,
} from "@aws-sdk/client-lambda";
import type { Place } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { ACCOUNT_CONCURRENCY } from "../reserved-concurrency.ts";
import { CALLS_PER_CONCURRENCY, InvocationRate } from "./invocation-rate.ts";
import type { Target } from "./target.ts";

/** What a call finds. */
export interface Room {
  /** Concurrency of the account that calls of its other functions cannot use. */
  readonly setAside: number;
  /** Whether an environment that was made ready ahead is free for the call: it is set aside already. */
  readonly ready: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How many calls run at a moment. */
export interface Load {
  readonly ofFunction: number;
  /** Of the account's Region. */
  readonly ofAccount: number;
  /** Those of them that nothing was set aside for. */
  readonly unreserved: number;
}

/** Counts the calls that run at this moment, and refuses those beyond what is reserved or allowed. */
export class Concurrency {
  readonly #byFunction = new Map<string, number>();
  readonly #byAccount = new Map<string, number>();
  readonly #unreserved = new Map<string, number>();
  readonly #rate = new InvocationRate();

  /**
   * Counts a call in; the answer counts it out again.
   * @throws Fault TooManyRequestsException with its Reason
   */
  enter({ reference, owner }: Target, room: Room): () => void {
    const { functionArn } = reference;
    const account = accountOf(reference);
    const reserved = owner.reservedConcurrency;
    const reason =
      reserved === undefined
        ? this.#unreservedReason(account, room)
        : this.#reservedReason(functionArn, reserved, room);
    if (reason) throw throttled(reason);
    const leaving = [
      counted(this.#byFunction, functionArn),
      counted(this.#byAccount, account),
    ];
    if (reserved === undefined && !room.ready)
      leaving.push(counted(this.#unreserved, account));
    return () => {
      for (const leave of leaving) leave();
    };
  }

  /** Calls of a function that run at this moment. */
  running(functionArn: string): number {
    return this.#byFunction.get(functionArn) ?? 0;
  }

  /** The same, and those of all functions beside it. */
  load(reference: Place & { readonly functionArn: string }): Load {
    const account = accountOf(reference);
    return {
      ofFunction: this.running(reference.functionArn),
      ofAccount: this.#byAccount.get(account) ?? 0,
      unreserved: this.#unreserved.get(account) ?? 0,
    };
  }

  #reservedReason(
    functionArn: string,
    reserved: number,
    { now }: Room,
  ): ThrottleReason | undefined {
    if (this.running(functionArn) >= reserved)
      return ThrottleReason.ReservedFunctionConcurrentInvocationLimitExceeded;
    const perSecond = reserved * CALLS_PER_CONCURRENCY;
    return this.#rate.take(functionArn, perSecond, now)
      ? undefined
      : ThrottleReason.ReservedFunctionInvocationRateLimitExceeded;
  }

  #unreservedReason(
    account: string,
    { setAside, ready, now }: Room,
  ): ThrottleReason | undefined {
    const running = this.#unreserved.get(account) ?? 0;
    if (!ready && running >= ACCOUNT_CONCURRENCY - setAside)
      return ThrottleReason.ConcurrentInvocationLimitExceeded;
    const perSecond = ACCOUNT_CONCURRENCY * CALLS_PER_CONCURRENCY;
    return this.#rate.take(account, perSecond, now)
      ? undefined
      : ThrottleReason.FunctionInvocationRateLimitExceeded;
  }
}

const accountOf = ({ accountId, region }: Place): string =>
  `${accountId} ${region}`;

function counted(counts: Map<string, number>, name: string): () => void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
  return () => {
    const left = (counts.get(name) ?? 1) - 1;
    if (left === 0) counts.delete(name);
    else counts.set(name, left);
  };
}

function throttled(Reason: ThrottleReason) {
  return fault(TooManyRequestsException, "Rate Exceeded.", { Reason });
}

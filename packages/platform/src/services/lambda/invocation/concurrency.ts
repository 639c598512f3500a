import { TooManyRequestsException } from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { ACCOUNT_CONCURRENCY } from "../reserved-concurrency.ts";
import type { Target } from "./target.ts";

/** Counts the calls that run at this moment, and refuses those beyond what is reserved or allowed. */
export class Concurrency {
  readonly #byFunction = new Map<string, number>();
  readonly #byAccount = new Map<string, number>();

  /**
   * Counts a call in; the answer counts it out again.
   * @throws Fault TooManyRequestsException with its Reason
   */
  enter({ reference, owner }: Target): () => void {
    const { functionArn } = reference;
    const account = `${reference.accountId} ${reference.region}`;
    const running = this.running(functionArn);
    const reserved = owner.reservedConcurrency;
    if (reserved !== undefined) {
      if (running >= reserved)
        throw throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
      return counted(this.#byFunction, functionArn);
    }
    if ((this.#byAccount.get(account) ?? 0) >= ACCOUNT_CONCURRENCY)
      throw throttled("ConcurrentInvocationLimitExceeded");
    const leaveFunction = counted(this.#byFunction, functionArn);
    const leaveAccount = counted(this.#byAccount, account);
    return () => {
      leaveFunction();
      leaveAccount();
    };
  }

  running(functionArn: string): number {
    return this.#byFunction.get(functionArn) ?? 0;
  }
}

function counted(counts: Map<string, number>, name: string): () => void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
  return () => {
    const left = (counts.get(name) ?? 1) - 1;
    if (left === 0) counts.delete(name);
    else counts.set(name, left);
  };
}

function throttled(Reason: string) {
  return fault(TooManyRequestsException, "Rate Exceeded.", { Reason });
}

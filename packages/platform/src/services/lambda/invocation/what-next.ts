/** What is set for a function's asynchronous calls; times in milliseconds. */
export interface AsynchronousLimits {
  /** Times that a call which the function failed is run again: 0 to 2. */
  readonly retries: number;
  /** The age at which a call is given up. */
  readonly oldest: number;
}

/** Two retries and six hours, where nothing else is set. */
export const DEFAULT_LIMITS: AsynchronousLimits = {
  retries: 2,
  oldest: 21_600_000,
};

/** How an accepted call stands. */
export interface Standing {
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  /** Runs that the function failed; runs that a crash of the platform broke off do not count. */
  readonly functionErrors: number;
  /** Times it was refused for want of concurrency, or by a fault of the platform. */
  readonly deferrals: number;
}

/** What became of one attempt to run an accepted call. */
export type Outcome =
  | "succeeded"
  /** The function answered an error. */
  | "failed"
  /** Throttled, or broken by a fault of the platform. */
  | "deferred"
  /** The function's reserved concurrency is 0. */
  | "blocked"
  /** The call came round in a loop. */
  | "recursive"
  /** It waited too long before this attempt. */
  | "expired"
  /** The function, its version or alias is no more. */
  | "gone";

/** As invocation records name the end of a call. */
export type Condition =
  | "Success"
  | "RetriesExhausted"
  | "EventAgeExceeded"
  | "ZeroReservedConcurrency"
  | "RecursiveInvocation";

/** Another attempt at a time, or the end; there is no condition where nobody is left to tell. */
export type Next =
  | { readonly at: number; readonly standing: Standing }
  | { readonly over: Condition | undefined };

/** A function that fails runs again one and two minutes later (Lambda guide, "Asynchronous invocation"). */
const RETRY_AFTER = [60_000, 120_000];
/** Throttled calls are tried at most five minutes apart. */
const LONGEST_DEFERRAL = 300_000;

/** Decides what follows an attempt. A call whose next attempt would come too late is over at once. */
export function whatNext(
  outcome: Outcome,
  standing: Standing,
  { retries, oldest }: AsynchronousLimits,
  now: number,
): Next {
  const { acceptedAt, functionErrors, deferrals } = standing;
  const again = (wait: number, next: Partial<Standing>): Next =>
    now + wait - acceptedAt > oldest
      ? { over: "EventAgeExceeded" }
      : { at: now + wait, standing: { ...standing, ...next } };
  if (outcome === "failed") {
    const wait = RETRY_AFTER[functionErrors];
    if (wait === undefined || functionErrors >= retries)
      return { over: "RetriesExhausted" };
    return again(wait, { functionErrors: functionErrors + 1, deferrals: 0 });
  }
  if (outcome === "deferred") {
    const wait = Math.min(1000 * 2 ** deferrals, LONGEST_DEFERRAL);
    return again(wait, { deferrals: deferrals + 1 });
  }
  return { over: ENDS[outcome] };
}

const ENDS = {
  succeeded: "Success",
  blocked: "ZeroReservedConcurrency",
  recursive: "RecursiveInvocation",
  expired: "EventAgeExceeded",
  gone: undefined,
} as const satisfies Partial<Record<Outcome, Condition | undefined>>;

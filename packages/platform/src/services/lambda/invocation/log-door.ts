import { arn } from "../../../core/arn.ts";
import type { Context, Place } from "../../../core/context.ts";

/** How long a decision holds, in milliseconds by the platform's clock: a changed policy counts within a second. */
const HOLDS = 1000;

/**
 * Lets what a function tells through as its role permits: its log, its traces. What comes while the decision is
 * being made waits in its order; otherwise nothing waits.
 */
export class LogDoor {
  readonly #decide: () => Promise<boolean>;
  readonly #now: () => number;
  readonly #waiting: (() => void)[] = [];
  #open = false;
  #until = 0;

  constructor(decide: () => Promise<boolean>, now: () => number) {
    this.#decide = decide;
    this.#now = now;
  }

  pass(write: () => void): void {
    if (this.#waiting.length === 0 && this.#now() < this.#until) {
      if (this.#open) write();
      return;
    }
    this.#waiting.push(write);
    if (this.#waiting.length === 1) void this.#ask();
  }

  async #ask(): Promise<void> {
    // Without a decision there is no permission.
    this.#open = await this.#decide().catch(() => false);
    this.#until = this.#now() + HOLDS;
    for (const write of this.#waiting.splice(0)) if (this.#open) write();
  }
}

/**
 * Whether a role may write a function's log: Lambda writes it with the execution role's rights, and a
 * function whose role has none runs without a log (Lambda guide, "Logging").
 */
export async function mayLog(
  logGroup: string,
  at: Place,
  asRole: Context,
): Promise<boolean> {
  const streams = arn("logs", at, `log-group:${logGroup}:log-stream:*`);
  return (
    (await asRole.permits("logs:CreateLogStream", streams)) &&
    (await asRole.permits("logs:PutLogEvents", streams))
  );
}

/** Whether a role may send segments: Lambda sends its own with the execution role's rights as well. */
export async function mayTrace(asRole: Context): Promise<boolean> {
  return asRole.permits("xray:PutTraceSegments", "*");
}

import type { Context } from "../../../core/context.ts";

/** How long a decision holds, in milliseconds by the platform's clock: a changed policy counts within a second. */
const HOLDS = 1000;

/**
 * Lets what a function tells through as its role permits: its log, its traces. What comes while the decision is
 * being made waits in its order; otherwise nothing waits. What the decision gives leave to is handed on with it;
 * undefined keeps the door shut.
 */
export class LeaveDoor<Leave = true> {
  readonly #decide: () => Promise<Leave | undefined>;
  readonly #now: () => number;
  readonly #waiting: ((leave: Leave) => void)[] = [];
  #leave: Leave | undefined;
  #until = 0;

  constructor(decide: () => Promise<Leave | undefined>, now: () => number) {
    this.#decide = decide;
    this.#now = now;
  }

  pass(write: (leave: Leave) => void): void {
    if (this.#waiting.length === 0 && this.#now() < this.#until) {
      if (this.#leave !== undefined) write(this.#leave);
      return;
    }
    this.#waiting.push(write);
    if (this.#waiting.length === 1) void this.#ask();
  }

  async #ask(): Promise<void> {
    // Without a decision there is no permission.
    const leave = await this.#decide().catch(() => undefined);
    this.#leave = leave;
    this.#until = this.#now() + HOLDS;
    for (const write of this.#waiting.splice(0))
      if (leave !== undefined) write(leave);
  }
}

/** Whether a role may send segments: Lambda sends its own with the execution role's rights as well. */
export async function mayTrace(asRole: Context): Promise<true | undefined> {
  return (await asRole.permits("xray:PutTraceSegments", "*")) || undefined;
}

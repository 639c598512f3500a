/** What keeps a function from the machine and from other functions; each value in words for people. */
export interface Isolation {
  readonly driver: "bubblewrap" | "process";
  /** The user that functions run as. */
  readonly user: string;
  readonly files: string;
  readonly processes: string;
  readonly network: string;
  readonly systemCalls: string;
  /** How memory and the number of processes are held to their limits. */
  readonly limits: string;
  /** What is not in force, each with what would change that; empty when nothing is missing. */
  readonly missing: readonly string[];
}

/** What is asked for: the strongest there is, or one way by name. */
export const ISOLATION_CHOICES = ["auto", "bubblewrap", "process"] as const;

/** One of `auto`, `bubblewrap` and `process`. */
export type IsolationChoice = (typeof ISOLATION_CHOICES)[number];

/** Functions are not run: what is in force is less than what is asked for. The message says what is missing. */
export class IsolationMissing extends Error {
  override name = "IsolationMissing";
}

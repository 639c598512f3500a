import { event } from "./event.ts";
import type { Properties } from "./resource-type.ts";
import { table } from "./table.ts";

/** A resource that is to be made, changed or deleted outside of stacks, before anything of it is done. */
export interface JudgedResource {
  readonly action: "CREATE" | "UPDATE" | "DELETE";
  readonly typeName: string;
  /** Its identifier, where it has one by now. */
  readonly identifier?: string;
  /** As they will be; of a deletion as they are. */
  readonly properties: Properties;
  readonly previousProperties?: Properties;
}

/**
 * A resource waits for a verdict; whoever judges answers with {@link judged}. Both are durable: a verdict that a crash
 * broke off is asked for again, and nothing is done without one.
 */
export const judgementWanted = event<{
  readonly token: string;
  readonly resource: JudgedResource;
}>("core.JudgementWanted", { lane: ({ token }) => token });

/** There is a verdict, in {@link judgements}. */
export const judged = event<{ readonly token: string }>("core.Judged", {
  lane: ({ token }) => token,
});

/** One judge's word so far. */
export interface JudgeProgress {
  /** Names this asking of this judge. */
  readonly id: string;
  readonly typeName: string;
  readonly typeArn: string;
  readonly versionId: string;
  readonly invocationPoint: string;
  readonly failureMode: string;
  readonly status: string;
  readonly message?: string;
  /** When it was asked, in milliseconds since the epoch. */
  readonly at: number;
}

/** What is known of a judgement; the verdict is missing while judges are at work. */
export interface JudgementRow {
  readonly token: string;
  readonly judges: readonly JudgeProgress[];
  readonly verdict?: { readonly proceed: boolean; readonly reason?: string };
}

export const judgements = table<JudgementRow>()({
  name: "core.judgements",
  scope: "region",
  key: ({ token }) => [token],
});

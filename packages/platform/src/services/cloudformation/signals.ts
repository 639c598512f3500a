import { table } from "../../core/table.ts";

/** What somebody told of a resource that is being created. */
export interface SignalRow {
  /** The step that waits for it. */
  readonly work: string;
  readonly uniqueId: string;
  readonly status: "SUCCESS" | "FAILURE";
}

export const signals = table<SignalRow>()({
  name: "cloudformation.signals",
  scope: "region",
  key: ({ work, uniqueId }) => [work, uniqueId],
});

/** How many signals a resource waits for, and how long. */
export interface Awaited {
  readonly count: number;
  readonly milliseconds: number;
}

/** Resource types that a creation policy may be attached to and that are offered here (user guide, "CreationPolicy attribute"). */
const WAITING: ReadonlySet<string> = new Set([
  "AWS::CloudFormation::WaitCondition",
]);

const DURATION = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/;

/** What a creation policy makes a resource wait for; undefined where it has none. */
export function awaitedBy(
  typeName: string,
  creationPolicy: unknown,
): Awaited | undefined {
  const { ResourceSignal } = (creationPolicy ?? {}) as {
    ResourceSignal?: { Count?: unknown; Timeout?: unknown };
  };
  if (!ResourceSignal || !WAITING.has(typeName)) return undefined;
  const { Count = 1, Timeout = "PT5M" } = ResourceSignal;
  const [, hours = 0, minutes = 0, seconds = 0] =
    DURATION.exec(String(Timeout)) ?? [];
  return {
    count: Number(Count),
    milliseconds:
      ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000,
  };
}

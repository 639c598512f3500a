import type { StackSetOperationPreferences } from "@aws-sdk/client-cloudformation";
import { invalid } from "../stack.ts";

/** How an operation goes through the accounts of a Region. */
export interface Pace {
  /** Failures that a Region bears. */
  readonly tolerance: number;
  readonly atATime: number;
}

/** The pace in a Region of so many accounts; percentages are rounded down (API reference, "StackSetOperationPreferences"). */
export function paceOf(
  preferences: StackSetOperationPreferences,
  accounts: number,
): Pace {
  const share = (percentage: number) =>
    Math.floor((accounts * percentage) / 100);
  const {
    FailureTolerancePercentage = 0,
    FailureToleranceCount = share(FailureTolerancePercentage),
    MaxConcurrentPercentage,
    MaxConcurrentCount = MaxConcurrentPercentage === undefined
      ? 1
      : Math.max(1, share(MaxConcurrentPercentage)),
    ConcurrencyMode = "STRICT_FAILURE_TOLERANCE",
  } = preferences;
  const atATime =
    ConcurrencyMode === "STRICT_FAILURE_TOLERANCE"
      ? Math.min(MaxConcurrentCount, FailureToleranceCount + 1)
      : MaxConcurrentCount;
  return { tolerance: FailureToleranceCount, atATime };
}

/** The Regions in the order in which they are gone through. */
export function inOrder(
  regions: readonly string[],
  { RegionOrder = [] }: StackSetOperationPreferences,
): readonly string[] {
  const others = regions.filter((region) => !RegionOrder.includes(region));
  return [
    ...RegionOrder.filter((region) => regions.includes(region)),
    ...others.toSorted(),
  ];
}

/** @throws Fault ValidationError */
export function checkPreferences(
  preferences: StackSetOperationPreferences = {},
): void {
  const one = (...names: (keyof StackSetOperationPreferences)[]) => {
    if (names.every((name) => preferences[name] !== undefined))
      throw invalid(`You can only specify one of ${names.join(" and ")}.`);
  };
  one("FailureToleranceCount", "FailureTolerancePercentage");
  one("MaxConcurrentCount", "MaxConcurrentPercentage");
  const { MaxConcurrentCount = 1, FailureToleranceCount = 0 } = preferences;
  if (
    preferences.MaxConcurrentCount !== undefined &&
    preferences.FailureTolerancePercentage === undefined &&
    preferences.ConcurrencyMode !== "SOFT_FAILURE_TOLERANCE" &&
    MaxConcurrentCount > FailureToleranceCount + 1
  )
    throw invalid(
      "MaxConcurrentCount can at most be one more than FailureToleranceCount.",
    );
}

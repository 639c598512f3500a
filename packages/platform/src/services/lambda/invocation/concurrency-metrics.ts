import type { InvocationResult } from "@gatehouse/sandbox";
import type { Context } from "../../../core/context.ts";
import type { Load } from "./concurrency.ts";
import { count, dimensionsOf } from "./metrics.ts";
import type { Runner } from "./runner.ts";
import { standingOf } from "./provisioned/standing.ts";
import type { Target } from "./target.ts";

/** What CloudWatch learns of a call where environments are provisioned: whether one of them ran it. */
export function measureProvisioned(
  { reference, version }: Target,
  { initializationType }: InvocationResult,
  { provisioned }: Runner,
  ctx: Context,
): void {
  if (provisioned.size === 0) return;
  const standing = standingOf(reference, version.version, ctx);
  if (!standing) return;
  const at = ctx.now();
  const { busy, ready } = standing;
  const ranThere = initializationType === "provisioned-concurrency";
  // It has just come free, or is about to.
  const busyThen = Math.max(busy, ranThere ? 1 : 0);
  ctx.platform.telemetry.measure(
    reference,
    dimensionsOf({ reference }).flatMap((dimensions) =>
      ranThere
        ? [
            count("ProvisionedConcurrencyInvocations", 1, dimensions, at),
            count("ProvisionedConcurrentExecutions", busyThen, dimensions, at),
            {
              ...count(
                "ProvisionedConcurrencyUtilization",
                ready === 0 ? 0 : busyThen / ready,
                dimensions,
                at,
              ),
              unit: "None",
            },
          ]
        : [
            count(
              "ProvisionedConcurrencySpilloverInvocations",
              1,
              dimensions,
              at,
            ),
          ],
    ),
  );
}

/**
 * The concurrency of the whole account in its Region: what runs, what of it nothing was set aside for, and that
 * with all that is set aside.
 */
export function measureAccount(
  { reference }: Target,
  { ofAccount, unreserved }: Load,
  setAside: number,
  ctx: Context,
): void {
  const at = ctx.now();
  ctx.platform.telemetry.count(reference, [
    count("ConcurrentExecutions", ofAccount, {}, at),
    count("UnreservedConcurrentExecutions", unreserved, {}, at),
    count("ClaimedAccountConcurrency", unreserved + setAside, {}, at),
  ]);
}

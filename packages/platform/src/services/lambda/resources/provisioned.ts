import {
  DeleteProvisionedConcurrencyConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  PutProvisionedConcurrencyConfigCommand,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { absentAs } from "../../../core/resource-absence.ts";
import type {
  Properties,
  ResourceContext,
} from "../../../core/resource-type.ts";

/** A version or an alias. */
interface Qualified {
  readonly FunctionName: string;
  readonly Qualifier: string;
}

const countIn = (properties: Properties): number | undefined =>
  (
    properties["ProvisionedConcurrencyConfig"] as
      { ProvisionedConcurrentExecutions: number } | undefined
  )?.ProvisionedConcurrentExecutions;

/** Brings provisioned concurrency to what the properties say, and waits until it stands ready. */
export async function provision(
  named: Qualified,
  { before, after }: { before: Properties; after: Properties },
  ctx: ResourceContext,
): Promise<void> {
  const count = countIn(after);
  if (countIn(before) === count) return;
  if (count === undefined) {
    await ctx.send(new DeleteProvisionedConcurrencyConfigCommand(named));
    return;
  }
  await ctx.send(
    new PutProvisionedConcurrencyConfigCommand({
      ...named,
      ProvisionedConcurrentExecutions: count,
    }),
  );
  await ctx.until(async () => {
    const { Status, StatusReason } = await ctx.send(
      new GetProvisionedConcurrencyConfigCommand(named),
    );
    if (Status === "FAILED")
      throw fault(
        "NotStabilized",
        `Provisioned concurrency could not be made ready: ${StatusReason ?? "INTERNAL_ERROR"}`,
        400,
      );
    return Status === "READY";
  });
}

/** What is provisioned, as a property; nothing where nothing is. */
export async function provisioned(
  named: Qualified,
  ctx: ResourceContext,
): Promise<Properties> {
  const found = await ctx
    .send(new GetProvisionedConcurrencyConfigCommand(named))
    .catch(none);
  const count = found?.RequestedProvisionedConcurrentExecutions;
  return count === undefined
    ? {}
    : {
        ProvisionedConcurrencyConfig: {
          ProvisionedConcurrentExecutions: count,
        },
      };
}

const none = absentAs(
  "ProvisionedConcurrencyConfigNotFoundException",
  "ResourceNotFoundException",
  "AccessDeniedException",
);

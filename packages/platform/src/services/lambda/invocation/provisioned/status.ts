import type {
  GetProvisionedConcurrencyConfigResponse,
  ProvisionedConcurrencyStatusEnum,
} from "@aws-sdk/client-lambda";
import type { Context } from "../../../../core/context.ts";
import { lambdaTime } from "../../configuration.ts";
import type { FunctionReference } from "../../function-reference.ts";
import type { ProvisionedRow } from "../tables.ts";
import type { Share } from "./shares.ts";
import { standingOf } from "./standing.ts";

/** How what is set for a qualifier stands at this moment. */
export function provisionedStatus(
  row: ProvisionedRow,
  shares: readonly Share[],
  reference: FunctionReference,
  ctx: Context,
): GetProvisionedConcurrencyConfigResponse {
  const own = shares.filter(({ qualifier }) => qualifier === row.qualifier);
  let allocated = 0;
  let free = 0;
  let reason: string | undefined;
  for (const { version, count } of own) {
    const standing = standingOf(reference, version, ctx);
    const ready = Math.min(standing?.ready ?? 0, count);
    allocated += ready;
    free += Math.max(0, ready - (standing?.busy ?? 0));
    if (standing?.fault !== undefined && ready < count)
      reason = reasonOf(standing.fault);
  }
  const wanted = own.reduce((sum, { count }) => sum + count, 0);
  const status: ProvisionedConcurrencyStatusEnum =
    allocated >= wanted && wanted > 0
      ? "READY"
      : reason === undefined
        ? "IN_PROGRESS"
        : "FAILED";
  return {
    RequestedProvisionedConcurrentExecutions: row.requested,
    AvailableProvisionedConcurrentExecutions: free,
    AllocatedProvisionedConcurrentExecutions: allocated,
    Status: status,
    ...(status === "FAILED" && reason !== undefined
      ? { StatusReason: reason }
      : {}),
    LastModified: lambdaTime(row.modifiedAt),
  };
}

/** The sandbox's own failures are not the function's. */
function reasonOf(fault: string): string {
  return fault.startsWith("Sandbox.")
    ? "INTERNAL_ERROR"
    : "FUNCTION_ERROR_INIT_FAILURE";
}

import {
  PutRemediationExceptionsCommand,
  type FailedRemediationExceptionBatch,
} from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { invalid } from "../faults.ts";
import {
  keepException,
  shownException,
  unexceptionable,
} from "../remediation/exceptions.ts";
import { judgedBy } from "../remediation/resource-keys.ts";
import type { ExceptionRow } from "../remediation/tables.ts";
import { rules } from "../tables.ts";

/** Items of one failed batch (Config API reference, RemediationExceptions). */
const BATCH = 25;

/** Keeps resources from being remedied by themselves, until a time or for good. */
export const PutRemediationExceptions = operation(
  PutRemediationExceptionsCommand,
  {
    needs: () => [allow("config:PutRemediationExceptions", "*")],

    async handle({ ConfigRuleName, ResourceKeys, ...given }, ctx) {
      if (!(await ctx.table(rules).get(ConfigRuleName)))
        throw invalid(`The rule ${ConfigRuleName} does not exist.`);
      const { Message: message, ExpirationTime } = given;
      const endsAt = ExpirationTime?.getTime();
      if (endsAt !== undefined && endsAt <= ctx.now())
        throw invalid("The ExpirationTime must be in the future.");
      const failures = new Map<string, ExceptionRow[]>();
      for (const judged of judgedBy(ConfigRuleName, ResourceKeys)) {
        const row: ExceptionRow = {
          ...judged,
          ...(message === undefined ? {} : { message }),
          ...(endsAt === undefined ? {} : { endsAt }),
        };
        const why = await unexceptionable(judged, ctx);
        if (why === undefined) await keepException(row, ctx);
        else failures.set(why, [...(failures.get(why) ?? []), row]);
      }
      return { FailedBatches: [...failures].flatMap(batches) };
    },
  },
);

function batches([FailureMessage, rows]: readonly [
  string,
  readonly ExceptionRow[],
]): FailedRemediationExceptionBatch[] {
  const failed: FailedRemediationExceptionBatch[] = [];
  for (let from = 0; from < rows.length; from += BATCH)
    failed.push({
      FailureMessage,
      FailedItems: rows.slice(from, from + BATCH).map(shownException),
    });
  return failed;
}

import {
  DeleteRemediationExceptionsCommand,
  NoSuchRemediationExceptionException,
} from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { exceptionFor, type Judged } from "../remediation/exceptions.ts";
import { remediateByItself } from "../remediation/remediate.ts";
import { judgedBy } from "../remediation/resource-keys.ts";
import { exceptions } from "../remediation/tables.ts";
import { results } from "../tables.ts";

/** Resources that are no longer excepted, and still wrong, are remedied. */
export const DeleteRemediationExceptions = operation(
  DeleteRemediationExceptionsCommand,
  {
    needs: () => [allow("config:DeleteRemediationExceptions", "*")],

    async handle({ ConfigRuleName, ResourceKeys }, ctx) {
      const unknown: Judged[] = [];
      for (const judged of judgedBy(ConfigRuleName, ResourceKeys))
        if (await exceptionFor(judged, ctx)) await end(judged, ctx);
        else unknown.push(judged);
      if (unknown.length === ResourceKeys.length)
        throw fault(NoSuchRemediationExceptionException, NONE);
      return {
        FailedBatches:
          unknown.length === 0
            ? []
            : [{ FailureMessage: NONE, FailedItems: unknown.map(keyOf) }],
      };
    },
  },
);

const NONE = "You tried to delete a remediation exception that does not exist.";

async function end(
  { rule, resourceType, resourceId }: Judged,
  ctx: Context,
): Promise<void> {
  await ctx.table(exceptions).delete(rule, resourceType, resourceId);
  const result = await ctx.table(results).get(rule, resourceType, resourceId);
  if (result) await remediateByItself(result, ctx);
}

const keyOf = ({ resourceType, resourceId }: Judged) => ({
  ResourceType: resourceType,
  ResourceId: resourceId,
});

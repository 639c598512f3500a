import {
  ResourceNotFoundException,
  UpdateFindingsCommand,
  ValidationException,
} from "@aws-sdk/client-accessanalyzer";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { findAnalyzer, nameIn, needOn } from "../analyzers.ts";
import { findings } from "../tables.ts";

/** Archives findings that are meant to be so, or brings them back. */
export const UpdateFindings = operation(UpdateFindingsCommand, {
  needs: ({ analyzerArn }, ctx) =>
    needOn("UpdateFindings", nameIn(analyzerArn, ctx), ctx),

  async handle({ analyzerArn, status, ids = [], resourceArn }, ctx) {
    const { name } = await findAnalyzer(nameIn(analyzerArn, ctx), ctx);
    if ((ids.length === 0) === (resourceArn === undefined))
      throw fault(
        ValidationException,
        "Either ids or resourceArn must be specified, and not both.",
        { reason: "fieldValidationFailed" },
      );
    const { rows } = await ctx.table(findings).list({ prefix: [name] });
    const meant = rows.filter(
      ({ id, resource }) => ids.includes(id) || resource === resourceArn,
    );
    const missing = ids.find((id) => !meant.some((row) => row.id === id));
    if (missing !== undefined)
      throw fault(ResourceNotFoundException, `Finding not found: ${missing}`, {
        resourceId: missing,
        resourceType: "Finding",
      });
    for (const row of meant)
      if (row.status !== "RESOLVED")
        await ctx.table(findings).put({ ...row, status, updatedAt: ctx.now() });
    return {};
  },
});

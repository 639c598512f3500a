import {
  ConflictException,
  CreateAnalyzerCommand,
  ServiceQuotaExceededException,
} from "@aws-sdk/client-accessanalyzer";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { needOn } from "../analyzers.ts";
import { ensureServiceRole } from "../external/scan.ts";
import { analyzerArn, analyzers } from "../tables.ts";

/** Begins to look for outside access, or for unused access, in the account. */
export const CreateAnalyzer = operation(CreateAnalyzerCommand, {
  needs: ({ analyzerName, tags }, ctx) =>
    needOn("CreateAnalyzer", analyzerName, ctx, requestTagKeys(tags)),

  async handle(
    { analyzerName: name, type, tags = {}, configuration, archiveRules = [] },
    ctx,
  ) {
    if (type !== "ACCOUNT" && type !== "ACCOUNT_UNUSED_ACCESS")
      throw fault(
        "NotImplemented",
        `Analyzers of the type ${type} are not built.`,
        501,
      );
    if (archiveRules.length > 0)
      throw fault("NotImplemented", "Archive rules are not built.", 501);
    if (configuration?.unusedAccess?.analysisRule)
      throw fault("NotImplemented", "Analysis rules are not built.", 501);
    const arn = analyzerArn(ctx, name);
    if (await ctx.table(analyzers).get(name))
      throw fault(ConflictException, `An analyzer ${name} exists already.`, {
        resourceId: arn,
        resourceType: "Analyzer",
      });
    const { rows } = await ctx.table(analyzers).list();
    if (rows.some((other) => other.type === type))
      throw fault(
        ServiceQuotaExceededException,
        `An account has one analyzer of the type ${type} in a Region.`,
        { resourceId: arn, resourceType: "Analyzer" },
      );
    await ensureServiceRole(ctx);
    const age = configuration?.unusedAccess?.unusedAccessAge;
    await ctx.table(analyzers).put({
      name,
      type,
      tags,
      createdAt: ctx.now(),
      ...(type === "ACCOUNT" ? {} : { unusedAccessAge: age ?? DEFAULT_AGE }),
    });
    return { arn };
  },
});

/** Days. */
const DEFAULT_AGE = 90;

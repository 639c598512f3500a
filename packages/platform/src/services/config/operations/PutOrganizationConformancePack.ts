import {
  OrganizationConformancePackTemplateValidationException,
  PutOrganizationConformancePackCommand,
  type PutOrganizationConformancePackRequest,
} from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { deploy, targetsOf } from "../organization/deployments.ts";
import { deploymentArnOf } from "../organization/tables.ts";
import { packSchemas } from "../packs/schemas.ts";
import { checkPassing, checkRolesAreOwn } from "../packs/passing.ts";
import { packText } from "../packs/source.ts";
import { packRules } from "../packs/template.ts";
import { needOn } from "../tags.ts";

export const PutOrganizationConformancePack = operation(
  PutOrganizationConformancePackCommand,
  {
    needs: async ({ OrganizationConformancePackName: name }, ctx) => [
      await needOn(
        "config:PutOrganizationConformancePack",
        deploymentArnOf(ctx, "pack", name),
        ctx,
      ),
    ],

    async handle(
      { ExcludedAccounts = [], TemplateS3Uri, TemplateBody, ...pack },
      ctx,
    ) {
      const text = await packText({ TemplateS3Uri, TemplateBody }, ctx);
      await checkEverywhere(text, pack, ExcludedAccounts, ctx);
      return {
        OrganizationConformancePackArn: await deploy(
          {
            kind: "pack",
            name: pack.OrganizationConformancePackName,
            pack: { ...pack, TemplateBody: text },
            excluded: ExcludedAccounts,
          },
          ctx,
        ),
      };
    },
  },
);

/**
 * A template may come to something else in each account. The organization's service hands over what roles there are
 * in its accounts; those of the caller's own account the caller must be allowed to pass.
 */
async function checkEverywhere(
  text: string,
  {
    ConformancePackInputParameters = [],
  }: Pick<
    PutOrganizationConformancePackRequest,
    "ConformancePackInputParameters"
  >,
  excluded: readonly string[],
  ctx: Context,
): Promise<void> {
  const schemas = await packSchemas();
  for (const accountId of await targetsOf(excluded, ctx)) {
    const place = { accountId, region: ctx.region };
    const found = packRules(
      text,
      ConformancePackInputParameters,
      schemas,
      place,
    );
    if (!found.ok)
      throw fault(
        OrganizationConformancePackTemplateValidationException,
        found.problem,
      );
    checkRolesAreOwn(found.rules, place);
    if (accountId === ctx.accountId) await checkPassing(found.rules, ctx);
  }
}

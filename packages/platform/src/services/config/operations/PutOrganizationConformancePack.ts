import {
  OrganizationConformancePackTemplateValidationException,
  PutOrganizationConformancePackCommand,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { deploy } from "../organization/deployments.ts";
import { deploymentArnOf } from "../organization/tables.ts";
import { packText } from "../packs/source.ts";
import { packRules } from "../packs/template.ts";
import { schemaOf } from "../resources/schemas.ts";
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
      const found = packRules(
        text,
        pack.ConformancePackInputParameters ?? [],
        await schemaOf("AWS::Config::ConfigRule")(),
        ctx,
      );
      if (!found.ok)
        throw fault(
          OrganizationConformancePackTemplateValidationException,
          found.problem,
        );
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

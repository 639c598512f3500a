import {
  GetTemplateCommand,
  TemplateStage,
} from "@aws-sdk/client-cloudformation";
import { operation } from "../../../core/operation.ts";
import { invalid, onStack, stackOf } from "../stack.ts";
import { changeSets, templates } from "../tables.ts";

export const GetTemplate = operation(GetTemplateCommand, {
  needs: async ({ StackName, ChangeSetName }, ctx) => [
    await onStack("GetTemplate", StackName ?? ChangeSetName, ctx),
  ],

  async handle({ StackName, ChangeSetName, TemplateStage: stage }, ctx) {
    const stack = await stackOf(StackName, ctx);
    const { rows } = await ctx.table(changeSets).list({ prefix: [stack.id] });
    const changeSet = rows.find(
      ({ name, id }) => name === ChangeSetName || ChangeSetName?.endsWith(id),
    );
    const version = changeSet?.target.templateVersion ?? stack.templateVersion;
    const row =
      version === undefined
        ? undefined
        : await ctx.table(templates).get(stack.id, version);
    if (!row) throw invalid(`Stack ${stack.name} has no template`);
    return {
      TemplateBody: stage === "Processed" ? row.processed : row.original,
      StagesAvailable: [TemplateStage.Original, TemplateStage.Processed],
    };
  },
});

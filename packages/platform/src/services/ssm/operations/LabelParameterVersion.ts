import { LabelParameterVersionCommand } from "@aws-sdk/client-ssm";
import { operation } from "../../../core/operation.ts";
import { isLabel, labelled } from "../labels.ts";
import { onParameter, selectedVersion, wholeParameter } from "../parameter.ts";
import { parameters } from "../tables.ts";

export const LabelParameterVersion = operation(LabelParameterVersionCommand, {
  needs: async ({ Name }, ctx) => [
    await onParameter("LabelParameterVersion", Name, ctx),
  ],

  async handle({ Name, ParameterVersion, Labels }, ctx) {
    const found = await wholeParameter(Name, ctx);
    const { parameter, place } = found;
    const selector = ParameterVersion?.toString();
    const { version } = await selectedVersion({ ...found, selector }, ctx);
    const InvalidLabels = Labels.filter((label) => !isLabel(label));
    if (InvalidLabels.length === 0)
      await ctx.table(parameters, place).put({
        ...parameter,
        labels: labelled(parameter.labels, version, Labels),
      });
    return { InvalidLabels, ParameterVersion: version };
  },
});

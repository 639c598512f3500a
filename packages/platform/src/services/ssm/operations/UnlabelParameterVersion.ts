import { UnlabelParameterVersionCommand } from "@aws-sdk/client-ssm";
import { operation } from "../../../core/operation.ts";
import { labelsOf } from "../labels.ts";
import { onParameter, selectedVersion, wholeParameter } from "../parameter.ts";
import { parameters } from "../tables.ts";

export const UnlabelParameterVersion = operation(
  UnlabelParameterVersionCommand,
  {
    needs: async ({ Name }, ctx) => [
      await onParameter("UnlabelParameterVersion", Name, ctx),
    ],

    async handle({ Name, ParameterVersion, Labels }, ctx) {
      const found = await wholeParameter(Name, ctx);
      const { parameter, place } = found;
      const selector = String(ParameterVersion);
      const { version } = await selectedVersion({ ...found, selector }, ctx);
      const held = labelsOf(parameter.labels, version);
      const removed = Labels.filter((label) => held.includes(label));
      await ctx.table(parameters, place).put({
        ...parameter,
        labels: Object.fromEntries(
          Object.entries(parameter.labels).filter(
            ([label]) => !removed.includes(label),
          ),
        ),
      });
      return {
        RemovedLabels: removed,
        InvalidLabels: Labels.filter((label) => !held.includes(label)),
      };
    },
  },
);

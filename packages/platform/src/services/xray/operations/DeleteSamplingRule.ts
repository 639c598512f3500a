import {
  DeleteSamplingRuleCommand,
  InvalidRequestException,
} from "@aws-sdk/client-xray";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { DEFAULT, knownRule, onRule, recordOf, ruleName } from "../sampling.ts";
import { samplingReports, samplingRules } from "../tables.ts";

export const DeleteSamplingRule = operation(DeleteSamplingRuleCommand, {
  needs: async (input, ctx) => [
    await onRule("xray:DeleteSamplingRule", input, ctx),
  ],

  async handle(input, ctx) {
    const name = ruleName(input);
    if (name === DEFAULT)
      throw fault(
        InvalidRequestException,
        "The default sampling rule cannot be deleted.",
      );
    const row = await knownRule(name, ctx);
    await ctx.table(samplingRules).delete(name);
    await ctx.table(samplingReports).delete(name);
    return { SamplingRuleRecord: recordOf(row, ctx) };
  },
});

import { GetSamplingRulesCommand } from "@aws-sdk/client-xray";
import { allow, operation } from "../../../core/operation.ts";
import { recordOf, rulesOf } from "../sampling.ts";

/** All in one page: there are at most 26. */
export const GetSamplingRules = operation(GetSamplingRulesCommand, {
  needs: () => [allow("xray:GetSamplingRules", "*")],

  async handle(_, ctx) {
    const rules = await rulesOf(ctx);
    return { SamplingRuleRecords: rules.map((row) => recordOf(row, ctx)) };
  },
});
